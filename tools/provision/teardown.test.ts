import { expect, test } from 'vitest';
import { Stopped, Teardown } from './teardown.ts';

/** A member that takes its time to stop, until hastened, and notes what happens to it. */
function member(name: string, events: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    name,
    stop: async () => {
      events.push(`${name} asked`);
      await promise;
      events.push(`${name} gone`);
    },
    hasten: resolve,
  };
}

test('stops the last started first, a group at a time', async () => {
  const events: string[] = [];
  const said: string[] = [];
  const teardown = new Teardown((line) => said.push(line));
  const [postgres, server, worker] = ['Postgres', 'server', 'worker'].map((name) => member(name, events));
  if (!postgres || !server || !worker) throw new Error('unreachable');
  teardown.add(postgres);
  teardown.add(server, worker);
  const done = teardown.run();
  await Promise.resolve();
  expect(events).toEqual(['server asked', 'worker asked']);
  for (const one of [worker, server, postgres]) one.hasten();
  await done;
  expect(events.slice(2)).toEqual(['worker gone', 'server gone', 'Postgres asked', 'Postgres gone']);
  expect(said).toEqual(['Stopping …', '✔ server, worker stopped', '✔ Postgres stopped']);
});

test('a second request hastens what does not stop', async () => {
  const teardown = new Teardown(() => undefined);
  teardown.add(member('server', []));
  teardown.request();
  await teardown.requested;
  const done = teardown.run();
  teardown.request();
  await expect(done).resolves.toBeUndefined();
});

test('set-up is left at the next check once a stop is asked for; the first fault is kept', () => {
  const teardown = new Teardown(() => undefined);
  expect(() => teardown.check()).not.toThrow();
  teardown.fail(new Error('first'));
  teardown.fail(new Error('second'));
  expect(() => teardown.check()).toThrow(Stopped);
  expect(teardown.failure).toEqual(new Error('first'));
});
