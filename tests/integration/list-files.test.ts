import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListFile, ListFileFaults, ListFileLoaded } from '../../shared/contract/list-files.ts';
import type { ListEntriesPage, PartChanged } from '../../shared/contract/profiles.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

const VERSION = '/api/reference-lists/bulk/versions/1';

let system: TestSystem;
let specialist: TestPerson;
let revision = 1;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  specialist = await system.person('specialist', 'national');
  const begun = await specialist.fetch('/api/reference-lists', {
    method: 'POST',
    body: JSON.stringify({ name: 'bulk', level: 'national', content: { entries: [{ value: 'T-OLD' }] } }),
  });
  revision = ((await begun.json()) as PartChanged).revision;
});
afterAll(() => system?.stop());

async function load(csv: string, more: Partial<ListFile> = {}) {
  const body: ListFile = { revision, csv, mode: 'add', undated: 'always', ...more };
  const response = await specialist.fetch(`${VERSION}/files`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as ListFileLoaded & {
    error?: { code: string; details: ListFileFaults };
  };
  if (answer.changed) revision = answer.changed.revision;
  return { status: response.status, ...answer };
}

async function entries(search = ''): Promise<ListEntriesPage> {
  return (await (
    await specialist.fetch(`${VERSION}/entries?search=${search}&limit=5`)
  ).json()) as ListEntriesPage;
}

const rows = Array.from({ length: 100_000 }, (_, i) => `T-${String(i).padStart(6, '0')}`);

describe('a file of 100,000 rows', () => {
  it('with faults changes nothing, and names them by row', async () => {
    const faulty = rows.map((value, i) => (i % 50_000 === 7 ? `${value},tomorrow` : `${value},`));
    const { status, error } = await load(`value,from\n${faulty.join('\n')}\n`);
    expect([status, error?.code]).toEqual([422, 'faulty-file']);
    expect(error?.details).toMatchObject({
      total: 2,
      faults: [
        { line: 9, column: 'from', code: 'instant-invalid' },
        { line: 50_009, column: 'from', code: 'instant-invalid' },
      ],
    });
    expect((await entries()).total).toBe(1);
  });

  it('is told beforehand what it would do, and does it', async () => {
    const csv = `value\n${rows.join('\n')}\n`;
    const would = await load(csv, { preview: true });
    expect(would).toMatchObject({ added: 100_000, ended: 0, unchanged: 1, changed: null });
    expect((await entries()).total).toBe(1);
    expect(await load(csv)).toMatchObject({ status: 200, added: 100_000, ended: 0, unchanged: 1 });
    expect((await entries()).total).toBe(100_001);
    expect((await entries('t-099')).total).toBe(1000);
  });

  it('that replaces ends what it does not name', async () => {
    const loaded = await load(`value\n${rows.slice(1).join('\n')}\n`, { mode: 'replace', undated: 'now' });
    expect(loaded).toMatchObject({ added: 0, ended: 2, unchanged: 99_999 });
    expect((await entries('t-old')).entries).toEqual([{ value: 'T-OLD', to: expect.any(String) }]);
  });
});

it('is refused on a revision that is not the newest', async () => {
  const { status, error } = await load('value\nA\n', { revision: revision - 1 });
  expect([status, error?.code]).toEqual([409, expect.any(String)]);
});
