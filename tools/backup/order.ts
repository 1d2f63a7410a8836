/** Orders names so that each comes after all that it refers to, else as given; throws where they refer in a ring. */
export function inLoadingOrder(
  names: readonly string[],
  references: readonly { from: string; to: string }[],
): string[] {
  const ordered: string[] = [];
  const state = new Map<string, 'under way' | 'done'>();
  const visit = (name: string, from: readonly string[]): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'under way') {
      throw new Error(`tables refer to one another in a ring: ${[...from, name].join(' → ')}`);
    }
    state.set(name, 'under way');
    for (const reference of references) {
      // A table may refer to itself: foreign keys are checked at the end of a COPY.
      if (reference.from === name && reference.to !== name) visit(reference.to, [...from, name]);
    }
    state.set(name, 'done');
    if (names.includes(name)) ordered.push(name);
  };
  for (const name of names) visit(name, []);
  return ordered;
}
