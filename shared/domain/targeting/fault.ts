/** What is wrong with one place of a condition or ruleset; `path` as in `all.0.item.value`, empty for the whole. */
export interface Fault {
  path: string;
  reason: string;
}
