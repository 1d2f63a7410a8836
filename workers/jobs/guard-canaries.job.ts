import { ALARM_DEFINITIONS } from '../../shared/domain/alarm/definition.ts';
import { faultCause } from '../../shared/domain/alarm/system-fault.ts';
import { allowedExtraReds, guardBreach, type GuardBreach } from '../../shared/domain/ruleset/guard.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import {
  readGuardReading,
  readProfilesInForce,
  type ProfileInForce,
} from '../../shared/platform/stores/guard.store.ts';
import { addPartEvent, lockVersion, setState } from '../../shared/platform/stores/ruleset-part.store.ts';
import { changeRuleset, lockRuleset } from '../../shared/platform/stores/ruleset.store.ts';

/**
 * Suspends each profile in force that has passed its guard, and raises an alarm with it; both or neither, once. One that
 * cannot be looked at keeps no other from it; the job fails then.
 */
export function createGuardCanaries(deps: {
  pool: Pool;
  now: () => Date;
  log: Logger;
}): JobHandler<'canary.guard'> {
  const { pool, now, log } = deps;
  return async () => {
    const failed: unknown[] = [];
    for (const profile of await readProfilesInForce(pool, 'guarded')) {
      try {
        const breach = await breachOf(pool, profile);
        if (breach === null) continue;
        const suspended = await inTransaction(pool, (client) => suspend(client, profile, breach, now()));
        if (suspended) log.warn({ profile: profile.code, ...breach }, 'a guard suspended a profile');
      } catch (error) {
        log.error({ err: error, profile: profile.code }, 'a guard could not be looked at');
        failed.push(error);
      }
    }
    if (failed.length > 0) throw new AggregateError(failed, 'guards could not be looked at');
  };
}

async function breachOf(pool: Pool, profile: ProfileInForce): Promise<GuardBreach | null> {
  const { guard } = profile.release;
  if (guard === undefined) return null;
  const hits = countPast(guard.hitsPerHour ?? null);
  // A share of the capacity is known only with the reading.
  const { inspectionsPerDay } = await readGuardReading(pool, profile, { hits: 0, extraReds: 0 });
  const extraReds = countPast(allowedExtraReds(guard, inspectionsPerDay));
  return guardBreach(guard, await readGuardReading(pool, profile, { hits, extraReds }));
}

/** How far to count against a limit, which may be no whole number: the first count past it is as good as any. */
function countPast(allowed: number | null): number {
  return allowed === null ? 0 : Math.min(Math.floor(allowed) + 1, Number.MAX_SAFE_INTEGER);
}

const REASON: Record<GuardBreach['limit'], (breach: GuardBreach) => string> = {
  hits: ({ allowed }) => `more than ${allowed} hits in 60 minutes`,
  'extra-reds': ({ allowed }) =>
    `more than ${Math.floor(allowed)} reds in 24 hours that would not be red without it`,
};

/** False where somebody has changed the profile since it was looked at. */
async function suspend(
  client: Client,
  profile: ProfileInForce,
  breach: GuardBreach,
  at: Date,
): Promise<boolean> {
  const { code, version, release } = profile;
  await lockRuleset(client);
  const [now] = await readProfilesInForce(client, { code });
  const key = { kind: 'profile' as const, code, version };
  const held = await lockVersion(client, key);
  if (held === null || now?.version !== version || now.since.getTime() !== profile.since.getTime())
    return false;
  const reason = REASON[breach.limit](breach);
  await setState(client, key, 'suspended', release);
  const change = { kind: 'profile' as const, code, version: null };
  const rulesetVersion = await changeRuleset(client, [change], `guard of ${code}: ${reason}`);
  await addPartEvent(client, key, {
    step: 'guard',
    from: held.state,
    to: 'suspended',
    actor: { id: null, name: 'Tidewaiter' },
    reason,
    release,
    rulesetVersion,
  });
  const alarm = {
    cause: faultCause('ruleset-guard', { profile: code, ruleset: rulesetVersion }),
    type: 'ruleset-guard' as const,
    priority: ALARM_DEFINITIONS['ruleset-guard'].priority,
    title: `The guard of profile ${code} suspended it: ${reason}`,
    profileCode: code,
    district: profile.district,
    customsHouse: profile.level === 'house' ? profile.scope : null,
    occurrences: 1,
    firstAt: at,
    lastAt: at,
    rulesetVersion,
  };
  await raiseAlarms(client, [alarm], null);
  return true;
}
