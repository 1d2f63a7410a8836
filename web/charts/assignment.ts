/**
 * Cheapest assignment of each row to its own column (Hungarian method with potentials, O(rows² × columns)).
 * `cost[row][column]`, with at least as many columns as rows; answers the column of each row.
 */
export function cheapestAssignment(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  if (columns < rows) throw new RangeError('fewer columns than rows');

  // Row and column 0 stand for "none"; the arrays count from 1.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);

  for (let row = 1; row <= rows; row += 1) {
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const cameFrom = new Int32Array(columns + 1);
    const visited = new Uint8Array(columns + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      visited[column] = 1;
      const at = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let c = 1; c <= columns; c += 1) {
        if (visited[c]) continue;
        const reduced = cost[at - 1]![c - 1]! - rowPotential[at]! - columnPotential[c]!;
        if (reduced < slack[c]!) {
          slack[c] = reduced;
          cameFrom[c] = column;
        }
        if (slack[c]! < delta) {
          delta = slack[c]!;
          next = c;
        }
      }
      for (let c = 0; c <= columns; c += 1) {
        if (visited[c]) {
          rowPotential[rowOf[c]!]! += delta;
          columnPotential[c]! -= delta;
        } else slack[c]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[cameFrom[column]!]!;
      column = cameFrom[column]!;
    }
  }

  const assigned = new Array<number>(rows).fill(-1);
  for (let c = 1; c <= columns; c += 1) if (rowOf[c] !== 0) assigned[rowOf[c]! - 1] = c - 1;
  return assigned;
}
