import { joinChanges, type Announce } from '../../contract/changes.ts';
import type { Logger } from '../log.ts';
import type { LiveBus } from './live-bus.ts';

/** Tells every server of changes, after the commit that made them. What is lost is read anew: it never throws. */
export function createAnnouncer({ bus, log }: { bus: LiveBus; log: Logger }): Announce {
  return (changes) => {
    if (changes.length === 0) return;
    bus.publish({ kind: 'changes', changes: joinChanges(changes) }).catch((error: unknown) => {
      log.warn({ err: error }, 'changes could not be announced');
    });
  };
}
