/** Why a database of these migrations cannot be rebuilt by code that knows those; null where it can. */
export function incompatibility(backedUp: readonly string[], known: readonly string[]): string | null {
  const foreign = backedUp.findIndex((name, i) => known[i] !== name);
  if (foreign < 0) return null;
  const name = backedUp[foreign]!;
  return foreign >= known.length
    ? `The backup was made by a newer version of Tidewaiter: it has had the migration ${name}, which this one does not ` +
        'know. Restore it with that version or a later one.'
    : `The backup was made by another line of versions: where it has the migration ${name}, this one has ${known[foreign]}.`;
}
