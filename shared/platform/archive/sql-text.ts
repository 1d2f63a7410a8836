/** A text as a literal of DuckDB's SQL. Throws RangeError for half of a surrogate pair, which UTF-8 cannot say. */
export function textLiteral(text: string): string {
  if (!text.isWellFormed()) throw new RangeError('expected text without broken characters');
  // The statement itself ends at a NUL.
  return text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ');
}

/** A number as a literal of type DOUBLE, to the last bit. */
export function numberLiteral(value: number): string {
  if (Number.isNaN(value)) throw new RangeError('expected a number');
  return `CAST('${value}' AS DOUBLE)`;
}

/** An instant in ms since the epoch as a literal of type BIGINT. */
export function instantLiteral(ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new RangeError('expected an instant');
  return `CAST(${ms} AS BIGINT)`;
}

/** A name as an identifier of SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Conditions of SQL joined; what has no part is what `empty` says. */
export function joined(parts: readonly string[], operator: 'AND' | 'OR', empty: 'true' | 'false'): string {
  if (parts.length === 0) return empty;
  return parts.length === 1 ? parts[0]! : `(${parts.join(` ${operator} `)})`;
}
