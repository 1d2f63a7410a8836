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

/** Suspends each profile in force that has passed its guard, and raises an alarm with it; both or neither, once. */
export function createGuardCanaries(deps: {
  pool: Pool;
  now: () => Date;
  log: Logger;
}): JobHandler<'canary.guard'> {
  const { pool, now, log } = deps;
  return async () => {
    for (const profile of await readProfilesInForce(pool, 'guarded')) {
      const breach = await breachOf(pool, profile);
      if (breach === null) continue;
      const suspended = await inTransaction(pool, (client) => suspend(client, profile, breach, now()));
      if (suspended) log.warn({ profile: profile.code, ...breach }, 'a guard suspended a profile');
    }
  };
}

async function breachOf(pool: Pool, profile: ProfileInForce): Promise<GuardBreach | null> {
  const { guard } = profile.release;
  if (guard === undefined) return null;
  // One more than a limit allows is as good as any number; a share of the capacity is known only with the reading.
  const hits = guard.hitsPerHour === undefined ? 0 : guard.hitsPerHour + 1;
  const { inspectionsPerDay } = await readGuardReading(pool, profile, { hits: 0, extraReds: 0 });
  const extraReds = Math.floor(allowedExtraReds(guard, inspectionsPerDay) ?? -1) + 1;
  return guardBreach(guard, await readGuardReading(pool, profile, { hits, extraReds }));
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
    cause: faultCause('ruleset-guard', code),
    kind: 'system' as const,
    priority: 'high' as const,
    title: `The guard of profile ${code} suspended it: ${reason}`,
    profileCode: code,
    district: null,
    customsHouse: null,
    occurrences: 1,
    firstAt: at,
    lastAt: at,
  };
  await raiseAlarms(client, [alarm], null);
  return true;
}
