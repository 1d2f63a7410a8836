import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from '../../server/access/caller.ts';
import { AuditService } from '../../server/services/audit.service.ts';
import { grantsOf } from '../../shared/domain/access/grant.ts';
import { verifyAudit, type AuditFault } from '../../shared/platform/audit/verify.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { createLog } from '../../shared/platform/log.ts';
import { recordAccess, SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import { sealPending } from '../../shared/platform/stores/audit.store.ts';
import { deleteOldRows } from '../../workers/retention/old-rows.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';
import { tamper } from '../harness/tamper.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  const log = createLog('worker', 'silent');
  database = await createTestDatabase();
  await migrate(database.url, log);
  pool = createPool(database.url, 4, log);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const seal = (limit = 100) => inTransaction(pool, (client) => sealPending(client, limit, Date.now()));
const act = (subject: string) => recordAccess(pool, { by: SYSTEM, action: 'place.changed', subject });
const kinds = ({ examples }: { examples: AuditFault[] }) =>
  examples.map(({ kind, seq, sourceId }) => [kind, seq ?? sourceId]);

/** What verifying says while the database is as `sql` leaves it; then it is put back. */
async function whileTampered(sql: string, undo: string): Promise<[string, unknown][]> {
  await tamper(pool, sql);
  const report = await verifyAudit(pool);
  await tamper(pool, undo);
  expect((await verifyAudit(pool)).faults).toBe(0);
  return kinds(report) as [string, unknown][];
}

it('links every event once, in whatever pieces, beside others that do the same', async () => {
  for (let i = 0; i < 10; i++) await act(`house:${i}`);
  // One that is rolled back leaves no trace.
  await inTransaction(pool, async (client) => {
    await recordAccess(client, { by: SYSTEM, action: 'place.changed' });
    throw new Error('rolled back');
  }).catch(() => undefined);
  expect(await seal(3)).toBe(3);
  expect((await Promise.all([seal(4), seal(4)])).reduce((a, b) => a + b)).toBe(7);
  expect(await seal()).toBe(0);
  const report = await verifyAudit(pool);
  expect(report).toMatchObject({ links: 10, pending: 0, deleted: 0, faults: 0, batches: null });
  expect(report.head).toMatch(/^10:[0-9a-f]{64}$/);
});

describe('who is not master of the database', () => {
  it.each([
    `UPDATE access_event SET subject = 'house:x'`,
    'DELETE FROM access_event',
    'DELETE FROM audit_chain',
    'TRUNCATE access_event CASCADE',
    `UPDATE finding SET result = 'conform'`,
  ])('changes nothing: %s', async (sql) => {
    await expect(pool.query(sql)).rejects.toThrow(/append-only/);
  });
});

describe('verifying finds', () => {
  it('a changed row', async () => {
    expect(
      await whileTampered(
        `UPDATE access_event SET actor_name = 'Somebody else' WHERE id = 3`,
        'UPDATE access_event SET actor_name = NULL WHERE id = 3',
      ),
    ).toEqual([['changed', 3]]);
  });

  it('a removed row', async () => {
    await pool.query('CREATE TABLE kept AS SELECT * FROM access_event WHERE id = 4');
    expect(
      await whileTampered(
        'DELETE FROM access_event WHERE id = 4',
        'INSERT INTO access_event OVERRIDING SYSTEM VALUE SELECT * FROM kept',
      ),
    ).toEqual([['removed', 4]]);
  });

  it('rows whose order was changed', async () => {
    const swap = `UPDATE audit_chain c SET source_id = 11 - c.source_id, content_hash = o.content_hash
                  FROM audit_chain o WHERE c.seq IN (5, 6) AND o.seq = 11 - c.seq`;
    await tamper(pool, 'ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_source_source_id_key');
    expect(await whileTampered(swap, swap)).toEqual([
      ['broken', 5],
      ['broken', 6],
    ]);
    await tamper(pool, 'ALTER TABLE audit_chain ADD UNIQUE (source, source_id)');
  });

  it('a row that was put in past the guards', async () => {
    expect(
      await whileTampered(
        `INSERT INTO access_event (id, actor_kind, action) OVERRIDING SYSTEM VALUE VALUES (900, 'system', 'place.changed')`,
        'DELETE FROM access_event WHERE id = 900',
      ),
    ).toEqual([['unlinked', '900']]);
  });

  it('links that are missing, in the middle and, by the head that was published, at the end', async () => {
    await pool.query('CREATE TABLE links AS SELECT * FROM audit_chain');
    const { head } = await verifyAudit(pool);
    const [seq, hash] = head.split(':');
    const known = { seq: Number(seq), hash: hash! };
    expect((await verifyAudit(pool, { known })).faults).toBe(0);
    expect(
      await whileTampered(
        'DELETE FROM audit_chain WHERE seq = 8',
        'INSERT INTO audit_chain SELECT * FROM links WHERE seq = 8',
      ),
    ).toEqual([
      ['gap', 9],
      ['unlinked', '8'],
    ]);
    await tamper(pool, 'DELETE FROM audit_chain WHERE seq = 10');
    await tamper(pool, 'CREATE TABLE last AS SELECT * FROM access_event WHERE id = 10');
    await tamper(pool, 'DELETE FROM access_event WHERE id = 10');
    expect((await verifyAudit(pool)).faults).toBe(0);
    expect(kinds(await verifyAudit(pool, { known }))).toEqual([['cut-off', 10]]);
    await tamper(pool, 'INSERT INTO access_event OVERRIDING SYSTEM VALUE SELECT * FROM last');
    await tamper(pool, 'INSERT INTO audit_chain SELECT * FROM links WHERE seq = 10');
  });

  it('a row that vanished before it was linked', async () => {
    const id = await act('house:x');
    await pool.query('CREATE TABLE early AS SELECT * FROM access_event WHERE id = ' + id);
    await tamper(pool, `DELETE FROM access_event WHERE id = ${id}`);
    expect(await seal()).toBe(1);
    expect(kinds(await verifyAudit(pool))).toEqual([['removed', 11]]);
    // It stays so: what comes back is not what was linked.
    await tamper(pool, 'INSERT INTO access_event OVERRIDING SYSTEM VALUE SELECT * FROM early');
    expect(kinds(await verifyAudit(pool))).toEqual([['changed', 11]]);
    await tamper(pool, `DELETE FROM audit_chain WHERE seq = 11`);
    await tamper(pool, `DELETE FROM access_event WHERE id = ${id}`);
  });
});

it('what retention deletes is missing rightly, and nothing else', async () => {
  await tamper(pool, `UPDATE access_event SET at = at - interval '1 year' WHERE id <= 2`);
  await tamper(pool, 'TRUNCATE audit_chain, audit_pending');
  await tamper(
    pool,
    `INSERT INTO audit_pending (source, source_id) SELECT 'access_event', id FROM access_event ORDER BY id`,
  );
  await seal();
  await deleteOldRows(pool, 'access-log', new Date(Date.now() - 100 * 86_400_000));
  await seal();
  expect(await verifyAudit(pool)).toMatchObject({ links: 11, deleted: 2, faults: 0 });
  await tamper(pool, 'DELETE FROM access_event WHERE id = 7');
  expect(kinds(await verifyAudit(pool))).toEqual([['removed', 7]]);
});

const audit = () => {
  const places = { isKnownScope: () => true, districtOf: () => undefined, places: { houses: new Map() } };
  return new AuditService({ pool, places: places as unknown as PlaceBook });
};
const manager = () => {
  const grants = grantsOf([{ role: 'manager', scope: 'national' }], [], new Date());
  return new Caller({ id: 'm', kind: 'person' } as Caller['identity'], grants, () => undefined);
};

it('a search tells what was done to a declaration, and strikes out the persons in it', async () => {
  const document = { trader: { id: 'T-9', name: 'Li Na Trading' }, transportId: 'B-12345', items: [] };
  await pool.query(`SELECT prepare_partitions('2026-11-24')`);
  await pool.query(
    `INSERT INTO declaration VALUES ('2026-11-24T03:00:00Z', 1, 'D-1', 1, now(), '2201', 'import', 'T-9', 1, 1, $1)`,
    [document],
  );
  await pool.query(
    `INSERT INTO declaration_version (declaration_no, version, content_hash, batch_id, received_at, customs_house)
     VALUES ('D-1', 1, gen_random_uuid(), 1, '2026-11-24T03:00:00Z', '2201')`,
  );
  await pool.query(
    `INSERT INTO order_event (received_at, declaration_no, version, customs_house, action, reason, detail)
     VALUES ('2026-11-24T03:00:00Z', 'D-1', 1, '2201', 'ask-deviation', 'Lorry B-12345 of Li Na Trading left', '{"kind": "skip"}')`,
  );
  await pool.query(
    `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits, found_at,
       recorded_by, result, discrepancies)
     VALUES ('D-1', 1, '2026-11-24T03:00:00Z', '2201', 'T-9', 'red', false, '{}', now(), 'test', 'discrepancy',
       '[{"kind": "other", "note": "paid by Li Na Trading"}]')`,
  );
  const { events } = await audit().page(manager(), { declaration: 'D-1' });
  expect(events.map(({ kind, text, detail }) => ({ kind, text, detail }))).toEqual([
    {
      kind: 'finding',
      text: null,
      detail: { result: 'discrepancy', discrepancies: [{ kind: 'other', note: 'paid by ***' }], hits: [] },
    },
    { kind: 'order', text: 'Lorry *** of *** left', detail: { kind: 'skip' } },
  ]);
});

it('a search by name finds all that a person did, in whatever log', async () => {
  await pool.query(
    `INSERT INTO order_event (received_at, declaration_no, version, customs_house, action, actor_id, actor_name)
     VALUES ('2026-11-24T03:00:00Z', 'D-1', 1, '2201', 'take', 'p-7', 'Wang Fang'),
       ('2026-11-24T03:00:00Z', 'D-1', 1, '2201', 'start', 'p-7', 'Wang-Li Fang'),
       ('2026-11-24T03:00:00Z', 'D-2', 1, '2201', 'take', 'p-8', 'Zhao Lei')`,
  );
  await pool.query(
    `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits, found_at,
       recorded_by, result, discrepancies)
     VALUES ('D-2', 1, '2026-11-24T03:00:00Z', '2201', 'T-9', 'red', false, '{}', now(), 'person:p-7', 'conform', '[]')`,
  );
  const done = async (person: string) =>
    (await audit().page(manager(), { person })).events.map(({ kind, action }) => `${kind} ${action}`);
  expect(await done('wang')).toEqual(['finding recorded', 'order start', 'order take']);
  expect(await done('p-7')).toEqual(await done('wang'));
  expect(await done('wang fang x')).toEqual([]);
});
