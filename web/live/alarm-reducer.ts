import type { AlarmGroup, AlarmPage, AlarmRow } from '../../shared/contract/alarms.ts';
import type { AlarmsChanged } from '../../shared/contract/live.ts';

/** What came and went since it was last asked for. */
export interface AlarmChanges {
  changed: AlarmRow[];
  removed: string[];
}

/** Versions of alarms that are gone which are kept, so that a late answer brings none back. */
const GONE_KEPT = 20_000;

/**
 * The open alarms of one scope, put together from pages and live messages in whatever order they come: of two copies of
 * a row the higher version counts, and what is not told of by a whole reading is gone. No clock, no I/O.
 */
export class AlarmBook {
  readonly rows = new Map<string, AlarmRow>();
  readonly groups = new Map<string, AlarmGroup>();
  /** Grows with every change of rows or groups. */
  revision = 0;
  /** Open alarms in all as the server last counted them; null before the first page. */
  total: number | null = null;

  readonly #gone = new Map<string, number>();
  #changed = new Map<string, AlarmRow | null>();
  /** The stream that is followed, and its last number; null before it has been joined. */
  #stream: { epoch: string; seq: number } | null = null;
  /** What the reading under way has not told of yet; null while none is. */
  #unconfirmed: { rows: Set<string>; groups: Set<string> } | null = null;
  #reading = 0;

  /** The stream was joined: whatever changed before is to be read, which `beginReading` is called for. */
  joined(epoch: string, seq: number): void {
    this.#stream = { epoch, seq };
  }

  /** The stream has broken off: no message counts until it is joined again. */
  parted(): void {
    this.#stream = null;
  }

  /** A whole reading begins, which makes all earlier ones void; answers the number that its pages are taken with. */
  beginReading(): number {
    this.#unconfirmed = { rows: new Set(this.rows.keys()), groups: new Set(this.groups.keys()) };
    return ++this.#reading;
  }

  /** Takes one page of a reading; after the last one, what no page and no message told of is gone. */
  takePage(reading: number, page: AlarmPage): void {
    if (reading !== this.#reading || this.#unconfirmed === null) return;
    this.total = page.total;
    this.#merge(page.alarms, page.groups);
    if (page.next !== null) return;
    for (const id of this.#unconfirmed.rows) this.#remove(id);
    for (const id of this.#unconfirmed.groups) this.groups.delete(id);
    if (this.#unconfirmed.groups.size > 0) this.revision += 1;
    this.#unconfirmed = null;
  }

  /** Takes a live message; false where others are missing before it, so that all is to be read anew. */
  takeMessage(message: Omit<AlarmsChanged, 'scope'>): boolean {
    if (this.#stream === null) return true;
    const { epoch, seq } = this.#stream;
    const whole = message.epoch === epoch && message.seq <= seq + 1;
    if (message.epoch === epoch && message.seq <= seq) return true;
    this.#stream = { epoch: message.epoch, seq: message.seq };
    this.#merge(message.alarms, message.groups);
    return whole;
  }

  /** Takes rows as a deed left them, without waiting for the message that tells of them, or that were read apart. */
  take(rows: readonly AlarmRow[], groups: readonly AlarmGroup[] = []): void {
    this.#merge(rows, groups);
  }

  /** What came and went since the last call. */
  drain(): AlarmChanges {
    const changes: AlarmChanges = { changed: [], removed: [] };
    for (const [id, row] of this.#changed) {
      if (row === null) changes.removed.push(id);
      else changes.changed.push(row);
    }
    this.#changed = new Map();
    return changes;
  }

  /** Forgets everything: what may not be seen is not kept either. */
  clear(): void {
    for (const id of this.rows.keys()) this.#changed.set(id, null);
    this.rows.clear();
    this.groups.clear();
    this.#gone.clear();
    this.#stream = null;
    this.#unconfirmed = null;
    this.#reading += 1;
    this.total = null;
    this.revision += 1;
  }

  #merge(rows: readonly AlarmRow[], groups: readonly AlarmGroup[]): void {
    let news = false;
    for (const row of rows) news = this.#mergeRow(row) || news;
    for (const group of groups) news = this.#mergeGroup(group) || news;
    if (news) this.revision += 1;
  }

  #mergeRow(row: AlarmRow): boolean {
    const known = this.rows.get(row.id)?.version ?? this.#gone.get(row.id) ?? 0;
    if (row.version >= known) this.#unconfirmed?.rows.delete(row.id);
    if (row.version <= known) return false;
    if (row.state === 'normal') {
      this.#remember(row.id, row.version);
      return this.#remove(row.id);
    }
    this.#gone.delete(row.id);
    this.rows.set(row.id, row);
    this.#changed.set(row.id, row);
    return true;
  }

  #mergeGroup(group: AlarmGroup): boolean {
    const known = this.groups.get(group.id)?.version ?? 0;
    if (group.version >= known) this.#unconfirmed?.groups.delete(group.id);
    if (group.version <= known) return false;
    // One whose alarms are all over stays known until the next reading, so that no older copy opens it again.
    this.groups.set(group.id, group);
    return true;
  }

  #remove(id: string): boolean {
    const known = this.rows.get(id);
    if (known === undefined) return false;
    this.rows.delete(id);
    this.#changed.set(id, null);
    // A row that a reading did not tell of is over in some later version; none that it had comes back.
    if (!this.#gone.has(id)) this.#remember(id, known.version);
    this.revision += 1;
    return true;
  }

  #remember(id: string, version: number): void {
    this.#gone.delete(id);
    this.#gone.set(id, version);
    // While pages are under way, an older copy of anything may come.
    if (this.#unconfirmed !== null || this.#gone.size <= GONE_KEPT) return;
    for (const old of this.#gone.keys()) {
      if (this.#gone.size <= GONE_KEPT) return;
      this.#gone.delete(old);
    }
  }
}
