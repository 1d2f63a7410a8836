import type { AlarmDeedRefusal, RefusedAlarm } from '../../contract/alarms.ts';
import { ALARM_DEFINITIONS } from '../../domain/alarm/definition.ts';
import type { AlarmOccurrence } from '../../domain/alarm/raise.ts';
import {
  act,
  occurred,
  openedBy,
  type AlarmChange,
  type AlarmDoing,
  type AlarmEvent,
  type AlarmRecord,
} from '../../domain/alarm/record.ts';
import type { AlarmAction } from '../../domain/alarm/transition.ts';
import type { Client } from '../db/pool.ts';
import {
  ALARM_COLUMNS,
  CHANGED_COLUMNS,
  changedColumns,
  storedAlarm,
  type AlarmColumns,
  type StoredAlarm,
} from './alarm-row.store.ts';

/**
 * Rows of alarms are locked in this order by everyone, before anything is decided about them, so that nobody waits in a
 * circle. Events that refer to a row do not have to wait for it.
 */
export const LOCK = 'ORDER BY a.cause COLLATE "C", a.id FOR NO KEY UPDATE OF a';

interface Written {
  id: string;
  record: AlarmRecord;
  events: AlarmEvent[];
  /** Opened in this transaction: there is nothing to change in its row. */
  fresh: boolean;
}

/**
 * Opens alarms, or joins the open ones of the same causes, in the transaction of `client`; each occurrence is an event.
 * An alarm that is over stays so: the next occurrence of its cause opens another. Answers the alarms by cause.
 */
export async function raiseAlarms(
  client: Client,
  occurrences: readonly AlarmOccurrence[],
  batchId: string | null,
): Promise<Map<string, StoredAlarm>> {
  const raised = new Map<string, StoredAlarm>();
  const written: Written[] = [];
  let pending = new Map(occurrences.map((occurrence) => [occurrence.cause, occurrence]));
  while (pending.size > 0) {
    for (const alarm of await lockOpen(client, [...pending.keys()])) {
      const { record, event } = occurred(alarm, pending.get(alarm.cause)!);
      written.push({ id: alarm.id, record, events: [event], fresh: false });
      raised.set(alarm.cause, { ...alarm, ...record, version: alarm.version + 1 });
      pending.delete(alarm.cause);
    }
    const opened = new Map([...pending.values()].map((one) => [one.cause, openedBy(one)]));
    const ids = await openAlarms(client, [...pending.values()], opened);
    for (const [cause, id] of ids) {
      const { record, event } = opened.get(cause)!;
      written.push({ id, record, events: [event], fresh: true });
      raised.set(cause, freshAlarm(id, record, pending.get(cause)!));
    }
    // Somebody else has just opened what is left: it is joined in the next round, or opened where it is over already.
    pending = new Map([...pending].filter(([cause]) => !ids.has(cause)));
  }
  await write(client, written, { actor: null, batchId });
  return raised;
}

/** What became of one alarm. */
export type AlarmOutcome =
  | { ok: true; key: string; alarm: StoredAlarm; events: AlarmEvent[] }
  | {
      ok: false;
      /** The id or the cause as it was given. */
      key: string;
      reason: AlarmDeedRefusal;
      alarm: StoredAlarm | null;
      last: RefusedAlarm['last'];
    };

/** Alarms by id, over or not, or the open ones of causes. */
export type Which = { ids: readonly string[] } | { causes: readonly string[] };

/**
 * Does something to each of the alarms by itself, in the transaction of `client`, as `decide` says; what it refuses
 * stays as it is, and is told with who changed it last. The answer has the order of `which`, each once.
 */
export async function changeAlarms(
  client: Client,
  which: Which,
  decide: (alarm: StoredAlarm) => AlarmChange<AlarmDeedRefusal>,
  { actor }: Pick<AlarmDoing, 'actor'>,
): Promise<AlarmOutcome[]> {
  const keys = [...new Set('ids' in which ? which.ids : which.causes)];
  const found = 'ids' in which ? await lockById(client, keys) : await lockOpen(client, keys);
  const held = new Map(found.map((alarm) => ['ids' in which ? alarm.id : alarm.cause, alarm]));
  const written: Written[] = [];
  const outcomes = keys.map((key): AlarmOutcome => {
    const alarm = held.get(key);
    if (alarm === undefined) return { ok: false, key, reason: 'unknown', alarm: null, last: null };
    const change = decide(alarm);
    if (!change.ok) return { ok: false, key, reason: change.reason, alarm, last: null };
    const { record, events } = change;
    written.push({ id: alarm.id, record, events, fresh: false });
    return { ok: true, key, alarm: { ...alarm, ...record, version: alarm.version + 1 }, events };
  });
  await write(client, written, { actor, batchId: null });
  return withLastChanges(client, outcomes);
}

/** Does one action of the machine to each of the alarms; `action` may differ from alarm to alarm. */
export function applyAction(
  client: Client,
  which: Which,
  action: MachineAction | ((alarm: StoredAlarm) => MachineAction),
  doing: AlarmDoing,
): Promise<AlarmOutcome[]> {
  const of = typeof action === 'function' ? action : () => action;
  return changeAlarms(client, which, (alarm) => act(alarm, of(alarm), doing), doing);
}

type MachineAction = Exclude<AlarmAction, { type: 'occur' }>;

/** Says that causes are gone; answers the alarms that this changed. `now` in ms. */
export async function clearAlarms(
  client: Client,
  causes: readonly string[],
  now: number,
): Promise<StoredAlarm[]> {
  const outcomes = await applyAction(client, { causes }, { type: 'clear' }, { ...BY_LOGIC, now });
  return outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
}

/**
 * Says that alarms are over which were found quiet; one that occurred since then (`quietSince`, ms) is not. Answers the
 * alarms that this changed. `now` in ms.
 */
export async function endQuietAlarms(
  client: Client,
  ids: readonly string[],
  { quietSince, now }: { quietSince: number; now: number },
): Promise<StoredAlarm[]> {
  const doing = { ...BY_LOGIC, now };
  const decide = (alarm: StoredAlarm): AlarmChange =>
    alarm.lastOccurredAt < quietSince
      ? act(alarm, { type: 'clear' }, doing)
      : { ok: false, reason: 'still-active' };
  const outcomes = await changeAlarms(client, { ids }, decide, doing);
  return outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
}

/** Locks the open alarms of these causes in the order of `LOCK`, for a transaction that changes them in several steps. */
export async function holdAlarms(client: Client, causes: readonly string[]): Promise<void> {
  if (causes.length > 0) await lockOpen(client, causes);
}

/** Nobody in particular: Tidewaiter itself. */
const BY_LOGIC = { actor: null, comment: null } as const;

/** Ends the shelvings whose time is over by the database's clock; answers the alarms that came back. */
export async function endShelvings(client: Client): Promise<StoredAlarm[]> {
  const { rows } = await client.query<{ id: string; now: Date }>(
    'SELECT id, now() FROM alarm WHERE unshelve_time <= now() LIMIT 10000',
  );
  if (rows.length === 0) return [];
  const doing = { ...BY_LOGIC, now: rows[0]!.now.getTime() };
  const ids = rows.map(({ id }) => id);
  const outcomes = await applyAction(client, { ids }, { type: 'shelving-expired' }, doing);
  return outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
}

async function lockOpen(client: Client, causes: readonly string[]): Promise<StoredAlarm[]> {
  const { rows } = await client.query<AlarmColumns>({
    name: 'lock-open-alarms',
    text: `SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.cause = ANY ($1) AND a.state <> 'normal' ${LOCK}`,
    values: [causes],
  });
  return rows.map(storedAlarm);
}

async function lockById(client: Client, ids: readonly string[]): Promise<StoredAlarm[]> {
  const known = ids.filter((id) => /^[1-9]\d{0,17}$/.test(id));
  const { rows } = await client.query<AlarmColumns>(
    `SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = ANY ($1::bigint[]) ${LOCK}`,
    [known],
  );
  return rows.map(storedAlarm);
}

const COLUMN_NAMES = Object.keys(CHANGED_COLUMNS);
const COLUMN_TYPES = Object.entries(CHANGED_COLUMNS).map(([name, type]) => `${name} ${type}`);

/** Inserts alarms of causes that have none open; answers the ids of those that went in, by cause. */
async function openAlarms(
  client: Client,
  occurrences: readonly AlarmOccurrence[],
  opened: ReadonlyMap<string, { record: AlarmRecord }>,
): Promise<Map<string, string>> {
  if (occurrences.length === 0) return new Map();
  const rows = occurrences.map(({ cause, type, title, profileCode, district, customsHouse }) => {
    const { record } = opened.get(cause)!;
    const kind = ALARM_DEFINITIONS[type].kind;
    const raised_at = new Date(record.raisedAt).toISOString();
    const own = {
      cause,
      type,
      kind,
      title,
      profile_code: profileCode,
      district,
      customs_house: customsHouse,
    };
    return { ...changedColumns('0', record), ...own, raised_at };
  });
  const columns = `cause, type, kind, title, profile_code, district, customs_house, raised_at, ${COLUMN_NAMES.join(', ')}`;
  const { rows: added } = await client.query<{ id: string; cause: string }>(
    `INSERT INTO alarm (${columns}) SELECT ${columns}
     FROM jsonb_to_recordset($1::jsonb) AS r (cause text, type text, kind text, title text, profile_code text,
       district text, customs_house text, raised_at timestamptz, ${COLUMN_TYPES.join(', ')})
     ORDER BY cause COLLATE "C" ON CONFLICT (cause) WHERE state <> 'normal' DO NOTHING RETURNING id, cause`,
    [JSON.stringify(rows)],
  );
  return new Map(added.map(({ cause, id }) => [cause, id]));
}

/** Writes alarms and their events in one statement: none of the two is there without the other. */
async function write(
  client: Client,
  written: readonly Written[],
  { actor, batchId }: Pick<AlarmDoing, 'actor'> & { batchId: string | null },
): Promise<void> {
  if (written.length === 0) return;
  const changed = written.flatMap(({ id, record, fresh }) => (fresh ? [] : changedColumns(id, record)));
  const events = written.flatMap(({ id, events: own }) =>
    own.map((event) => ({ ...event, id, at: new Date(event.at).toISOString() })),
  );
  await client.query({
    name: 'write-alarms',
    text: `WITH changed AS (
             UPDATE alarm a SET ${COLUMN_NAMES.map((name) => `${name} = r.${name}`).join(', ')}
             FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, ${COLUMN_TYPES.join(', ')}) WHERE a.id = r.id)
           INSERT INTO alarm_event (alarm_id, at, action, from_state, to_state, priority, annunciated, occurrences,
             comment, detail, actor_id, actor_name, batch_id)
           SELECT id, at, action, "fromState", "toState", priority, annunciated, occurrences, comment, detail, $3, $4, $5
           FROM jsonb_to_recordset($2::jsonb) AS e (id bigint, at timestamptz, action text, "fromState" text,
             "toState" text, priority text, annunciated boolean, occurrences int, comment text, detail jsonb)`,
    values: [
      JSON.stringify(changed),
      JSON.stringify(events),
      actor?.id ?? null,
      actor?.name ?? null,
      batchId,
    ],
  });
}

function freshAlarm(
  id: string,
  record: AlarmRecord,
  { cause, title, profileCode, district, customsHouse }: AlarmOccurrence,
): StoredAlarm {
  return {
    ...record,
    id,
    version: 1,
    cause,
    title,
    profileCode,
    district,
    customsHouse,
    chatteringSince: null,
    groupId: null,
  };
}

/** Refusals that say that somebody was faster, or that the alarm is not what it was taken for. */
async function withLastChanges(client: Client, outcomes: AlarmOutcome[]): Promise<AlarmOutcome[]> {
  const refused = outcomes.flatMap((outcome) =>
    outcome.ok || outcome.alarm === null ? [] : { id: outcome.alarm.id, reason: outcome.reason },
  );
  if (refused.length === 0) return outcomes;
  const { rows } = await client.query<{ id: string; action: string; by: string | null; at: Date }>(
    `SELECT a.id, e.action, e.actor_name AS by, e.at
     FROM jsonb_to_recordset($1::jsonb) AS a (id bigint, reason text) CROSS JOIN LATERAL (
       SELECT action, actor_name, at FROM alarm_event
       WHERE alarm_id = a.id AND action <> 'joined' AND CASE a.reason
         WHEN 'assigned-since' THEN action = 'assign' ELSE annunciated OR from_state <> to_state END
       ORDER BY id DESC LIMIT 1) e`,
    [JSON.stringify(refused)],
  );
  const last = new Map(rows.map(({ id, action, by, at }) => [id, { action, by, at: at.getTime() }]));
  return outcomes.map((outcome) =>
    outcome.ok || outcome.alarm === null ? outcome : { ...outcome, last: last.get(outcome.alarm.id) ?? null },
  );
}
