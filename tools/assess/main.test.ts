import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { declarationOf, profileOf, rulesetOf } from '../../shared/domain/targeting/sample.test-kit.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-assess-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const profile = profileOf({ field: 'direction', op: 'eq', value: 'import' }, { channel: 'orange' });

function run(ruleset: object, lines: string[]) {
  const [rules, declarations] = [join(folder, 'R.json'), join(folder, 'D.ndjson')];
  writeFileSync(rules, JSON.stringify(ruleset));
  writeFileSync(declarations, lines.join('\n'));
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, '--ruleset', rules, '--declarations', declarations],
    // Nothing of a system is named, and nothing may be needed.
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  return {
    status,
    decisions: stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as object),
    stderr,
  };
}

it('prints a decision a line in the order of the input, and names what it refuses', () => {
  const numbers = ['D-3', 'D-1', 'D-2'];
  const lines = numbers.map((declarationNo) => JSON.stringify(declarationOf({ declarationNo })));
  const { status, decisions, stderr } = run(rulesetOf([profile]), [
    lines[0]!,
    '',
    '{"x":1}',
    ...lines.slice(1),
  ]);
  expect(decisions.map((decision) => Object.values(decision).slice(0, 3))).toEqual(
    numbers.map((declarationNo) => [declarationNo, 1, 'orange']),
  );
  expect(stderr).toMatch(/^line 3, declarationNo: /m);
  expect(status).toBe(1);
});

it('decides nothing under a ruleset with a fault, and names every one of them', () => {
  const faulty = rulesetOf([
    profile,
    { ...profile, code: 'P-2', when: { field: 'colour', op: 'eq', value: 'red' } },
  ]);
  const policy = { ...faulty.policy, randomRate: 2 };
  const { status, decisions, stderr } = run({ ...faulty, policy }, [JSON.stringify(declarationOf())]);
  expect([status, decisions]).toEqual([2, []]);
  expect(stderr).toMatch(/profiles\.1\.when\.field: /);
  expect(stderr).toMatch(/policy\.randomRate: /);
});
