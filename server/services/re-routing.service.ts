import type { Announce } from '../../shared/contract/changes.ts';
import type {
  ChannelChangeFault,
  ChannelChangeRequest,
  ChannelChanges,
  RefusedChange,
} from '../../shared/contract/decisions.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Channel } from '../../shared/domain/channel/channel.ts';
import { rerouteFault, reroutedInstructions } from '../../shared/domain/channel/re-route.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { recordAccess } from '../../shared/platform/stores/access-event.store.ts';
import {
  changeChannels,
  lockReroutable,
  type ChannelChange,
  type ReroutableVersion,
} from '../../shared/platform/stores/channel-change.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Looker } from './look-ups.service.ts';

/**
 * Sends declarations to another channel, all of them or none: where something stands against one, every fault is named
 * and nothing is done. What was decided stays as it was made; the change stands beside it, in the history and in the
 * access log.
 */
export async function reroute(
  { pool, announce }: { pool: Pool; announce: Announce },
  looker: Looker,
  { declarations, to, reason }: ChannelChangeRequest,
): Promise<ChannelChanges> {
  const { caller } = looker;
  const changes = await inTransaction(pool, async (client) => {
    const found = new Map(
      (await lockReroutable(client, declarations)).map((version) => [version.declarationNo, version]),
    );
    const named = new Set<string>();
    const refused: RefusedChange[] = [];
    const wanted: ChannelChange[] = [];
    for (const { declarationNo, version = null } of declarations) {
      const held = found.get(declarationNo);
      const fault = named.has(declarationNo) ? 'named-twice' : faultOf(held, to, caller);
      named.add(declarationNo);
      if (fault !== null) refused.push({ declarationNo, version, fault });
      else {
        const instructions = reroutedInstructions(held!.instructions ?? [], reason, languageOf(caller));
        wanted.push({ version: held!, from: channelOf(held!)!, to, instructions });
      }
    }
    if (refused.length > 0) {
      const message = `${refused.length} of ${declarations.length} declarations cannot go to ${to}; none was changed`;
      throw new RequestError(409, 'not-rerouted', message, refused);
    }
    const { id, name } = caller.identity;
    await changeChannels(client, wanted, { id, name }, reason);
    await recordChanges(client, looker, wanted, reason);
    return wanted;
  });
  announce(
    changes.map(({ version: { declarationNo, version, customsHouse } }) => {
      return { subject: 'orders', scope: `house:${customsHouse!}`, keys: [`${declarationNo}/${version}`] };
    }),
  );
  return {
    changed: changes.map(({ version, from }) => {
      return { declarationNo: version.declarationNo, version: version.version, from, to };
    }),
  };
}

function faultOf(
  held: ReroutableVersion | undefined,
  to: Channel,
  caller: Caller,
): ChannelChangeFault | null {
  // What is out of sight is not told apart from what does not exist.
  if (held === undefined) return 'unknown-declaration';
  const scope: ScopeId = held.customsHouse === null ? 'national' : `house:${held.customsHouse}`;
  const may = caller.may('channels.reroute', scope);
  if (!may) return caller.may('declarations.view', scope) ? 'outside-scope' : 'unknown-declaration';
  const channel = channelOf(held);
  if (channel === null) return 'not-decided';
  const { newest, floor, drawn, inspected } = held;
  return rerouteFault({ amended: !newest, channel, floor: floor ?? 'red', drawn, inspected }, to);
}

function channelOf({ reroutedTo, decided }: ReroutableVersion): Channel | null {
  return reroutedTo ?? decided;
}

function languageOf({ identity }: Caller): 'en' | 'zh' {
  return identity.kind === 'person' && identity.locale.startsWith('zh') ? 'zh' : 'en';
}

/** One event a customs house, so that each house's log tells of its own. */
async function recordChanges(
  client: Client,
  { caller, address }: Looker,
  changes: readonly ChannelChange[],
  reason: string,
): Promise<void> {
  const byHouse = Map.groupBy(changes, ({ version }) => version.customsHouse!);
  for (const [house, own] of byHouse) {
    await recordAccess(client, {
      by: caller.doer,
      action: 'channels.rerouted',
      subject: `house:${house}`,
      scope: `house:${house}`,
      ...(address !== undefined && { address }),
      detail: {
        to: own[0]!.to,
        reason,
        declarations: own.map(({ version, from }) => {
          return { declarationNo: version.declarationNo, version: version.version, from };
        }),
      },
    });
  }
}
