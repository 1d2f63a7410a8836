import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn, TEST_PASSWORD } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
});
afterAll(() => system?.stop());

const TOOL = fileURLToPath(new URL('../../tools/access/set-up-link.ts', import.meta.url));

/** Runs the tool as `npm run set-up-link` does, against the test's system. */
function run(...args: string[]): Promise<{ code: number; output: string; link: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: system.databaseUrl,
    AUTH_SECRET: 'another secret of at least thirty-two characters',
    PUBLIC_URL: system.url,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [TOOL, ...args], { env }, (error, stdout, stderr) => {
      const link = /https?:\S+/.exec(stdout)?.[0] ?? '';
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr, link });
    });
  });
}

const useLink = async (link: string, body: Record<string, string>) => {
  const response = await fetch(`${system.url}/api/invitations/${link.split('/').at(-1)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.url },
    body: JSON.stringify(body),
  });
  return response.status;
};

it('a lost set-up link is replaced until an administrator can sign in; then access lost is given back', async () => {
  const email = 'first@test.example';
  const unknown = await run('--email', email);
  expect(unknown).toMatchObject({ code: 1, link: '' });
  expect(unknown.output).toContain('No administrator');

  const [first, second] = [await run(), await run()];
  expect([first.code, second.code]).toEqual([0, 0]);
  const setUp = { password: TEST_PASSWORD, name: 'First', email };
  expect(await useLink(first.link, setUp)).toBe(404);
  expect(await useLink(second.link, setUp)).toBe(204);
  const administrator = await signIn(system.url, email, TEST_PASSWORD);
  expect((await administrator.fetch('/api/people')).status).toBe(200);

  const late = await run();
  expect(late).toMatchObject({ code: 1, link: '' });
  expect(late.output).toContain('--email');

  await system.pool.query(
    `INSERT INTO auth.passkey (id, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
     SELECT 'x', 'x', id, 'x', 0, 'singleDevice', false FROM auth."user" WHERE email = $1`,
    [email],
  );
  const keys = async () => (await system.pool.query('SELECT 1 FROM auth.passkey')).rowCount;
  const reset = await run('--email', 'First@test.example');
  expect(reset.code).toBe(0);
  expect(await keys()).toBe(1);
  const withFactors = await run('--email', email, '--remove-second-factor');
  expect(await keys()).toBe(0);
  expect(await useLink(reset.link, { password: 'another long pass phrase 79' })).toBe(404);
  expect(await useLink(withFactors.link, { password: 'another long pass phrase 79' })).toBe(204);
  expect((await administrator.fetch('/api/people')).status).toBe(401);
  expect(await signIn(system.url, email, 'another long pass phrase 79')).toBeTruthy();

  const { rows } = await system.pool.query(
    `SELECT action, detail FROM access_event
     WHERE actor_kind = 'system' AND detail->>'from' = 'command line' ORDER BY id`,
  );
  expect(rows).toMatchObject([
    { action: 'link.issued', detail: { purpose: 'set-up' } },
    { action: 'link.issued', detail: { purpose: 'set-up' } },
    { action: 'link.issued', detail: { purpose: 'reset' } },
    { action: 'second-factor.changed', detail: { removed: { passkeys: 1 } } },
    { action: 'link.issued', detail: { purpose: 'reset' } },
  ]);
});

it('gives nothing to who is no administrator of the nation, or disabled', async () => {
  const district = await system.person('administrator', 'district:2200');
  expect(await run('--email', district.email)).toMatchObject({ code: 1, link: '' });
  const former = await system.person('administrator', 'national');
  await system.pool.query('UPDATE auth."user" SET "disabledAt" = now() WHERE id = $1', [former.id]);
  expect(await run('--email', former.email)).toMatchObject({ code: 1, link: '' });
});

it.each([['--remove-second-factor'], ['--email'], ['--what']])('%s alone is refused', async (...args) => {
  const { code, output } = await run(...args);
  expect(code).toBe(2);
  expect(output).toContain('npm run set-up-link');
});
