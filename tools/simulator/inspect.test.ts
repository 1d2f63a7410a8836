import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findingsBody } from '../../shared/contract/findings.ts';
import { FRAUD_KINDS } from './frauds.ts';
import { generateDeclarations, type Generated } from './generate.ts';
import { createInspector, findingOf, FOUND_AS } from './inspect.ts';
import { createRandom } from './random.ts';

const source = generateDeclarations({ seed: 'inspect', startsAt: 0, ratePerSecond: 10, fraudShare: 0.5 });
const generated = Array.from({ length: 2000 }, () => source.next().value);

test('most frauds are found as what they are, and next to nothing of the honest', () => {
  const random = createRandom('find');
  let [frauds, found, slips] = [0, 0, 0];
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
    expect(first.itemNo ?? null).toBe(one.truth.item);
  }
  expect(found / frauds).toBeCloseTo(0.85, 1);
  expect(slips / (generated.length - frauds)).toBeLessThan(0.03);
  expect(Object.keys(FOUND_AS).toSorted()).toEqual(FRAUD_KINDS.toSorted());
});

let server: Server | undefined;
afterEach(() => server?.close());

test('inspects the reds it knows once, and records what the contract takes', async () => {
  const reds = generated
    .slice(0, 40)
    .map(({ declaration: { declarationNo } }) => ({ declarationNo, version: 1 }));
  const posted: unknown[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      expect(request.headers.authorization).toBe('Bearer k');
      if (request.method === 'GET') {
        return response.end(
          JSON.stringify({ declarations: [{ declarationNo: 'foreign', version: 1 }, ...reds] }),
        );
      }
      const { findings } = findingsBody.parse(JSON.parse(body));
      posted.push(...findings);
      response.end(JSON.stringify({ recorded: findings.length }));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const inspector = createInspector({
    url: `http://127.0.0.1:${port}`,
    key: 'k',
    share: 0.5,
    random: createRandom('visit'),
    signal: new AbortController().signal,
  });
  for (const one of generated) inspector.remember(one satisfies Generated);
  const recorded = await inspector.round();
  expect(recorded).toBe(posted.length);
  expect(recorded).toBeGreaterThan(10);
  expect(recorded).toBeLessThan(30);
  expect(await inspector.round()).toBe(0);
});
