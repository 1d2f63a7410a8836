import type { BackTestExample } from '../../../shared/contract/back-tests.ts';
import { maskFact } from '../../../shared/domain/access/personal-data.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import type { VersionedDeclaration } from '../../../shared/domain/declaration.ts';
import { compileBecause, type HeldPredicate } from '../../../shared/domain/targeting/because.ts';
import { compileCondition } from '../../../shared/domain/targeting/compile.ts';
import type { Condition } from '../../../shared/domain/targeting/condition.ts';
import { Frame, type EnrichedFacts } from '../../../shared/domain/targeting/facts.ts';
import { parseInstant } from '../../../shared/domain/targeting/instant.ts';
import type { ListIndex } from '../../../shared/domain/targeting/reference-list.ts';
import { CHUNK_BITS } from '../../../shared/platform/archive/chunk-files.ts';
import type { Pool } from '../../../shared/platform/db/pool.ts';
import { readAs } from '../../../shared/platform/db/read-as.ts';
import type { ArchiveView } from './archive-view.ts';
import { TAIL_IDS } from './tail.ts';
import type { ExampleId } from './tally.ts';

interface Found {
  position: number;
  document: VersionedDeclaration;
  facts: EnrichedFacts;
}

/**
 * Reads examples again from Postgres, as `scopes` may, with why each is hit; facts about persons are masked. One whose
 * days are being deleted is left out. Throws where the matcher does not hit what the archive does: an answer that is
 * not exact is none.
 */
export async function readExamples(
  view: ArchiveView,
  pool: Pool,
  options: { when: Condition; examples: readonly ExampleId[]; scopes: readonly ScopeId[] },
): Promise<BackTestExample[]> {
  const { when, examples, scopes } = options;
  if (examples.length === 0) return [];
  const keys = await keysOf(view, examples);
  const found = await readAs(pool, scopes, async (client) => {
    const { rows } = await client.query<Found>(
      `SELECT k.position::int, d.document, c.explanation -> 'facts' AS facts
       FROM unnest($1::text[], $2::int[], $3::timestamptz[]) WITH ORDINALITY AS k (no, version, received_at, position)
       JOIN declaration d ON d.declaration_no = k.no AND d.version = k.version AND d.received_at = k.received_at
       JOIN channel_decision c
         ON c.declaration_no = k.no AND c.version = k.version AND c.received_at = k.received_at
       ORDER BY k.position`,
      [
        keys.map(({ no }) => no),
        keys.map(({ version }) => version),
        keys.map(({ receivedAt }) => receivedAt),
      ],
    );
    return rows;
  });
  const lists = new Map<string, ListIndex>([...view.lists].map(([name, { index }]) => [name, index]));
  const { test, collect } = compileCondition(when, lists);
  const because = compileBecause(when, lists);
  const frame = new Frame();
  return found.map(({ position, document, facts }) => {
    const { before, after } = examples[position - 1]!;
    const declaration = { ...document, version: keys[position - 1]!.version };
    frame.load(declaration, facts, parseInstant(declaration.registeredAt));
    if (!test(frame)) throw new Error('the archive hits a declaration that the matcher does not');
    const items = new Set<number>();
    collect?.(frame, items);
    return {
      declarationNo: declaration.declarationNo,
      version: declaration.version,
      house: declaration.customsHouse,
      registeredAt: declaration.registeredAt,
      before,
      after,
      items: [...items].toSorted((a, b) => a - b),
      because: because(declaration, facts).map(withoutPersons),
    };
  });
}

function withoutPersons(held: HeldPredicate): HeldPredicate {
  if (held.field === undefined || held.fact === null) return held;
  return { ...held, fact: maskFact(held.field, held.fact) as HeldPredicate['fact'] };
}

/** What Postgres knows the declarations by. */
async function keysOf(
  { connection, headersOf }: ArchiveView,
  examples: readonly ExampleId[],
): Promise<{ no: string; version: number; receivedAt: Date }[]> {
  const ids = examples.map(({ id }) => id);
  const chunks = new Set(ids.filter((id) => id < TAIL_IDS).map((id) => Math.floor(id / 2 ** CHUNK_BITS)));
  const result = await connection.runAndReadAll(
    `SELECT id::DOUBLE, "declarationNo", version, received_at::DOUBLE FROM ${headersOf(chunks)} WHERE id IN (${ids.join(', ')})`,
  );
  const rows = new Map(
    (result.getRows() as [number, string, number, number][]).map(([id, ...row]) => [id, row]),
  );
  return ids.map((id) => {
    const [no, version, at] = rows.get(id)!;
    return { no, version, receivedAt: new Date(at) };
  });
}
