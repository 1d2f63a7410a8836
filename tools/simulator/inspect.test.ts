import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findingsBody, type FindingRow } from '../../shared/contract/findings.ts';
import { FRAUD_KINDS } from './frauds.ts';
import { generateDeclarations, type Generated } from './generate.ts';
import { createInspector, findingOf, FOUND_AS } from './inspect.ts';
import { createRandom } from './random.ts';

const source = generateDeclarations({ seed: 'inspect', startsAt: 0, ratePerSecond: 10, fraudShare: 0.5 });
const generated = Array.from({ length: 2000 }, () => source.next().value);

test('most frauds are found as what they are, and next to nothing of the honest', () => {
  const random = createRandom('find');
  let [frauds, found, slips] = [0, 0, 0];
  const seizures: string[] = [];
  for (const one of generated) {
    const { result, discrepancies } = findingOf(one, random);
    expect(result === 'discrepancy').toBe(discrepancies.length > 0);
    const [first] = discrepancies;
    if (one.truth === null) {
      if (first !== undefined) slips++;
      continue;
    }
    frauds++;
    if (first === undefined || first.kind === 'documents') continue;
    found++;
    expect(first.kind).toBe(FOUND_AS[one.truth.kind]);
    if (first.seizure !== undefined) seizures.push(first.kind);
    expect(first.itemNo ?? null).toBe(one.truth.item);
  }
  expect(found / frauds).toBeCloseTo(0.85, 1);
  expect(slips / (generated.length - frauds)).toBeLessThan(0.03);
  expect([...new Set(seizures)].toSorted()).toEqual(['infringing', 'prohibited']);
  expect(Object.keys(FOUND_AS).toSorted()).toEqual(FRAUD_KINDS.toSorted());
});

let server: Server | undefined;
afterEach(() => server?.close());

test('checks the reds and oranges it knows once, each in its time, and records what the contract takes', async () => {
  const rows = generated.slice(0, 120).map(({ declaration: { declarationNo } }, i) => {
    return { declarationNo, version: 1, customsHouse: i % 2 === 0 ? '2201' : 'left' };
  });
  const posted: FindingRow[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      expect(request.headers.authorization).toBe('Bearer k');
      if (request.method === 'GET') {
        const foreign = { declarationNo: 'foreign', version: 1, customsHouse: '2201' };
        const own = request.url!.includes('channel=red') ? rows.slice(0, 80) : rows.slice(80);
        return response.end(JSON.stringify({ declarations: [foreign, ...own] }));
      }
      const { findings } = findingsBody.parse(JSON.parse(body));
      posted.push(...findings);
      response.end(JSON.stringify({ recorded: findings.length }));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let now = Date.parse('2026-05-01T00:00:00Z');
  const inspector = createInspector({
    url: `http://127.0.0.1:${port}`,
    key: 'k',
    share: 0.5,
    leaves: (house) => house === 'left',
    random: createRandom('visit'),
    now: () => now,
    signal: new AbortController().signal,
  });
  for (const one of generated) inspector.remember(one satisfies Generated);
  expect(await inspector.round()).toBe(0);
  now += 20 * 60_000;
  const soon = await inspector.round();
  expect(soon).toBeGreaterThan(20);
  expect(soon).toBeLessThan(40);
  now += 8 * 3_600_000;
  expect(soon + (await inspector.round())).toBe(60);
  expect(await inspector.round()).toBe(0);
  expect(posted.map(({ declarationNo }) => declarationNo).toSorted()).toEqual(
    rows
      .flatMap(({ declarationNo, customsHouse }) => (customsHouse === 'left' ? [] : declarationNo))
      .toSorted(),
  );
  expect(inspector.truthOf(rows[1]!.declarationNo)).toBe(generated[1]);
});
