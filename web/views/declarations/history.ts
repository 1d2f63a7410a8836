import type { VersionView } from '../../../shared/contract/enquiry.ts';
import { m } from '../../paraglide/messages.js';
import { CHANNEL_WORDS } from '../../ui/words.ts';

/** Something that happened to a declaration. */
export interface HistoryEntry {
  at: string;
  what: string;
  /** The person who did it; absent where nobody did. */
  who?: string;
  reason?: string;
}

/** What happened to the versions of a declaration, the newest first. */
export function historyOf(versions: readonly VersionView[]): HistoryEntry[] {
  const entries = versions.flatMap(({ version, receivedAt, decision, channelChanges }) => [
    ...channelChanges.map(({ at, actor, from, to, reason }) => ({
      at,
      what: m.decision_changed({
        version,
        from: CHANNEL_WORDS[from].name(),
        to: CHANNEL_WORDS[to].name(),
      }),
      who: actor,
      reason,
    })),
    ...(decision === null
      ? []
      : [
          {
            at: decision.decidedAt,
            what: m.decision_decided({ version, channel: CHANNEL_WORDS[decision.channel].name() }),
          },
        ]),
    { at: receivedAt, what: m.decision_received({ version }) },
  ]);
  // Those of one instant keep their order.
  return entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
