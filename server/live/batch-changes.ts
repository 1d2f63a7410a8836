import type { BatchDecided } from '../../shared/contract/batch-decided.ts';
import type { Change } from '../../shared/contract/changes.ts';

/** What a decided batch changed beside the flow: alarms where it raised some, orders where it made some. */
export function changesOfBatch({ houses, alarmsAt }: BatchDecided): Change[] {
  const ordered = houses.filter(([, red, orange]) => red + orange > 0);
  return [
    ...alarmsAt.map((scope): Change => ({ subject: 'alarms', scope, keys: [] })),
    ...ordered.map(([house]): Change => ({ subject: 'orders', scope: `house:${house}`, keys: [] })),
  ];
}
