export function orderControls(a: readonly unknown[]): null[] { return a.map(() => null); }
