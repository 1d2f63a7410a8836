import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmGroup, AlarmPage, AlarmRow } from '../../shared/contract/alarms.ts';
import type { AlarmsChanged } from '../../shared/contract/live.ts';
import { alarmRow } from '../views/alarms/alarm-row.test-kit.ts';
import { AlarmBook } from './alarm-reducer.ts';

const IDS = 8;
const PAGE = 3;

/** A plain server: versioned rows and groups, pages by id, a numbered stream. Written apart from the book. */
class Server {
  readonly rows = new Map<string, AlarmRow>();
  readonly groups = new Map<string, AlarmGroup>();
  #seq = 0;
  #next = 0;

  /** Something happens: an alarm is raised, changes, joins a group or is over. One that is over never comes back. */
  step(what: 'raise' | 'change' | 'group' | 'end', pick: number): AlarmsChanged {
    const open = this.open();
    const known = open[pick % Math.max(1, open.length)];
    const alarms: AlarmRow[] = [];
    const groups: AlarmGroup[] = [];
    if (what === 'raise' || known === undefined) {
      if (open.length < IDS)
        alarms.push(alarmRow(String(pick % 2 === 0 ? 1000 - this.#next++ : ++this.#next)));
    } else {
      const row = { ...known, version: known.version + 1, occurrences: known.occurrences + 1 };
      if (what === 'end') row.state = 'normal';
      if (what === 'group') {
        row.group = String(pick % 2);
        groups.push(this.#grown(row.group));
      }
      alarms.push(row);
    }
    for (const row of alarms) this.rows.set(row.id, row);
    for (const group of groups) this.groups.set(group.id, group);
    return { scope: 'national', epoch: 'a', seq: ++this.#seq, alarms, groups };
  }

  #grown(id: string): AlarmGroup {
    const known = this.groups.get(id);
    const alarms = (known?.alarms ?? 0) + 1;
    const fixed = { id, dimension: 'trader' as const, value: id, openedAt: 0, closedAt: null };
    return { ...fixed, version: (known?.version ?? 0) + 1, alarms, occurrences: alarms };
  }

  open(): AlarmRow[] {
    return [...this.rows.values()]
      .filter(({ state }) => state !== 'normal')
      .toSorted((a, b) => Number(a.id) - Number(b.id));
  }

  page(after: string | null): AlarmPage {
    const rest = this.open().filter(({ id }) => after === null || Number(id) > Number(after));
    const alarms = rest.slice(0, PAGE);
    const next = rest.length > PAGE ? alarms.at(-1)!.id : null;
    return { alarms, groups: [...this.groups.values()], total: this.open().length, next };
  }

  get seq(): number {
    return this.#seq;
  }
}

/** A client over a line that delivers messages and pages when it likes, and may lose messages. */
class Client {
  readonly book = new AlarmBook();
  readonly #server: Server;
  #messages: AlarmsChanged[] = [];
  /** Pages under way: read, and not delivered. */
  #pages: { reading: number; page: AlarmPage }[] = [];
  #reading = 0;
  readonly seen = new Map<string, AlarmRow>();

  constructor(server: Server) {
    this.#server = server;
    this.join();
  }

  join(): void {
    this.#messages = [];
    this.book.joined('a', this.#server.seq);
    this.read();
  }

  read(): void {
    this.#reading = this.book.beginReading();
    this.#ask(null);
  }

  #ask(after: string | null): void {
    this.#pages.push({ reading: this.#reading, page: structuredClone(this.#server.page(after)) });
  }

  send(message: AlarmsChanged): void {
    this.#messages.push(message);
  }

  lose(): void {
    this.#messages.shift();
  }

  message(): boolean {
    const message = this.#messages.shift();
    if (message === undefined) return false;
    if (!this.book.takeMessage(message)) this.read();
    this.#follow();
    return true;
  }

  /** Delivers any of the pages under way: those of an earlier reading may come late. */
  deliver(pick: number): boolean {
    const [one] = this.#pages.splice(pick % Math.max(1, this.#pages.length), 1);
    if (one === undefined) return false;
    this.book.takePage(one.reading, one.page);
    if (one.reading === this.#reading && one.page.next !== null) this.#ask(one.page.next);
    this.#follow();
    return true;
  }

  /** What a list that is kept from the changes alone holds. */
  #follow(): void {
    const { changed, removed } = this.book.drain();
    for (const id of removed) this.seen.delete(id);
    for (const row of changed) this.seen.set(row.id, row);
  }
}

const byId = (rows: Iterable<AlarmRow>) => [...rows].toSorted((a, b) => Number(a.id) - Number(b.id));

const step = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('raise', 'change', 'group', 'end'), fc.nat(50)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('message'), fc.constant(0)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('page'), fc.nat(5)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('lose', 'join', 'deed'), fc.nat(50)) },
);

describe('the alarms that a console holds', () => {
  test('are the server’s in the end, however pages and messages come and whatever is lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const server = new Server();
        for (let i = 0; i < 5; i++) server.step('raise', i);
        const client = new Client(server);
        for (const [what, pick] of steps) {
          if (what === 'message') client.message();
          else if (what === 'page') client.deliver(pick);
          else if (what === 'lose') client.lose();
          else if (what === 'join') client.join();
          else if (what === 'deed') client.book.take(server.open().slice(0, 1));
          else client.send(server.step(what, pick));
        }
        // The next heartbeat shows what was lost; then all that is under way arrives.
        client.send(server.step('change', 0));
        while (client.message() || client.deliver(0));
        expect(byId(client.book.rows.values())).toEqual(server.open());
        expect(byId(client.seen.values())).toEqual(server.open());
        const groups = [...client.book.groups.values()].toSorted((a, b) => Number(a.id) - Number(b.id));
        expect(groups).toEqual([...server.groups.values()].toSorted((a, b) => Number(a.id) - Number(b.id)));
      }),
      { numRuns: 300 },
    );
  });

  test('do not come back by an older copy, and are dropped when they may not be seen', () => {
    const book = new AlarmBook();
    book.joined('a', 0);
    const message = (seq: number, alarms: AlarmRow[]) =>
      book.takeMessage({ epoch: 'a', seq, alarms, groups: [] });
    expect(message(1, [alarmRow('1', { version: 2 })])).toBe(true);
    expect(message(2, [alarmRow('1', { version: 3, state: 'normal' })])).toBe(true);
    book.take([alarmRow('1', { version: 2 })]);
    expect(book.rows.size).toBe(0);
    expect(message(4, [alarmRow('2')])).toBe(false);
    expect(message(5, [])).toBe(true);
    expect(book.takeMessage({ epoch: 'b', seq: 6, alarms: [], groups: [] })).toBe(false);
    book.clear();
    expect([book.rows.size, book.total]).toEqual([0, null]);
    expect(book.drain()).toEqual({ changed: [], removed: ['1', '2'] });
  });
});
