// Apart from the schemas, which the console would fetch for this number alone.

/** One or many: a deed is done on each by itself, and told of each. */
export const MOST_ALARMS_AT_ONCE = 10_000;
