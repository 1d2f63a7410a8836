/** What an officer can want to do otherwise than ordered. */
export const DEVIATION_KINDS = [
  /** No check at all: the goods are released, and nothing is found. */
  'skip',
  /** Some of the goods instead of all that the order names. */
  'partial',
  /** Documents and data instead of the goods. */
  'documents-only',
  /** Another goods item than the one ordered. */
  'other-item',
] as const;
export type DeviationKind = (typeof DEVIATION_KINDS)[number];

/** How far a check went, the least first. */
export const EXTENTS = ['documents', 'partial', 'full'] as const;
export type Extent = (typeof EXTENTS)[number];
