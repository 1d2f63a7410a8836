import type { BatchDecided } from '../../shared/contract/batch-decided.ts';
import {
  BOARD_ALARMS,
  BOARD_HITS,
  type BoardAlarm,
  type BoardAlarms,
  type BoardHit,
  type BoardPlace,
  type PlaceNames,
  type PlaceSummary,
} from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { UNASSIGNED_DISTRICT } from '../../shared/contract/places.ts';
import type { OpenAlarm } from '../../shared/platform/stores/alarm-view.store.ts';
import type { FlowReading } from '../../shared/platform/stores/flow.store.ts';
import { timeZoneOf } from '../../shared/platform/place-book.ts';
import type { Places } from '../../shared/platform/stores/place.store.ts';
import { bucketIndex, FlowSeries, type Cells } from './flow-series.ts';
import { LatencyWindow } from './latency-window.ts';
import type { ProfileTitle } from './profile-titles.ts';

/** How long messages are kept to be added to a reading of the database that does not hold them yet, ms. */
const RECENT_MS = 20_000;

/** What one scope shows. */
export interface ScopeState {
  series: FlowSeries;
  hits: BoardHit[];
  alarms: BoardAlarms;
}

const noAlarms = (): BoardAlarms => ({ counts: { critical: 0, high: 0, medium: 0, low: 0 }, top: [] });

/** What this server knows of the flow at every place. Fed by workers' messages, put right by readings of the database. */
export class LiveModel {
  readonly latency = new LatencyWindow();
  rulesetVersion: number | null = null;
  heartbeatAt: number | null = null;
  readonly #scopes = new Map<ScopeId, ScopeState>();
  readonly #recent = new Map<string, BatchDecided>();
  /** Batches the last reading held: a message about one of them comes late and is counted already. */
  #held: ReadonlySet<string> = new Set();
  #places: Places = { districts: new Map(), houses: new Map() };
  /** Alarm lists are replaced as a whole; the number tells feeds that theirs is old. */
  alarmsRevision = 0;

  setPlaces(places: Places): void {
    this.#places = places;
  }

  /** The state of a scope; undefined when no such place exists. */
  scope(id: ScopeId, now: number): ScopeState | undefined {
    if (this.place(id) === undefined) return undefined;
    return this.#ensure(id, now);
  }

  place(id: ScopeId): BoardPlace | undefined {
    const { districts, houses } = this.#places;
    if (id === 'national') {
      const real = [...districts.values()].filter((district) => district.code !== UNASSIGNED_DISTRICT);
      return {
        scope: id,
        name: 'National centre',
        nameZh: '全国中心',
        districts: real.length,
        houses: houses.size,
        parent: null,
        timeZone: timeZoneOf(this.#places, id),
      };
    }
    const [level, code] = splitScope(id);
    if (level === 'district') {
      const district = districts.get(code);
      if (district === undefined) return undefined;
      const { name, nameZh, timeZone } = district;
      const below = [...houses.values()].filter((house) => house.district === code);
      return { scope: id, name, nameZh, timeZone, districts: 0, houses: below.length, parent: 'national' };
    }
    const house = houses.get(code);
    if (house === undefined) return undefined;
    const { name, nameZh, timeZone, district } = house;
    return { scope: id, name, nameZh, timeZone, districts: 0, houses: 0, parent: `district:${district}` };
  }

  /** Sub-places of a scope with their last hour. */
  subPlaces(id: ScopeId, now: number): PlaceSummary[] {
    const { districts, houses } = this.#places;
    const [level, code] = splitScope(id);
    if (level === 'house') return [];
    const children =
      level === 'national'
        ? [...districts.values()].map((place) => ({ place, scope: `district:${place.code}` as ScopeId }))
        : [...houses.values()]
            .filter((house) => house.district === code)
            .map((place) => ({ place, scope: `house:${place.code}` as ScopeId }));
    return children.map(({ place, scope }) => {
      const state = this.#ensure(scope, now);
      const { counts } = state.alarms;
      return {
        code: place.code,
        name: place.name,
        nameZh: place.nameZh,
        latitude: place.latitude,
        longitude: place.longitude,
        totals: state.series.totals(0),
        unacknowledged: counts.critical + counts.high + counts.medium + counts.low,
      };
    });
  }

  advance(now: number): void {
    for (const { series } of this.#scopes.values()) series.advance(now);
    for (const [batchId, message] of this.#recent) {
      if (message.decidedAt < now - RECENT_MS) this.#recent.delete(batchId);
    }
  }

  /** Takes a worker's message in; the same batch twice counts once. */
  apply(message: BatchDecided, now: number): void {
    // What is too old to be kept is left to the next reading: nothing would tell a second copy of it apart.
    if (this.#recent.has(message.batchId) || message.decidedAt < now - RECENT_MS) return;
    this.#recent.set(message.batchId, message);
    this.noteRuleset(message.rulesetVersion);
    const counted = this.#held.has(message.batchId);
    const index = bucketIndex(message.bucketAt);
    let count = 0;
    for (const [house, ...cells] of message.houses) {
      count += cells[0] + cells[1] + cells[2];
      if (counted) continue;
      for (const id of this.#scopesOf(house)) this.#ensure(id, now).series.add(index, cells);
    }
    this.latency.add(message.decidedAt, message.committedAt - message.receivedAt, count);
    this.addHits(message.hits, now);
  }

  /** A worker decides with this ruleset; one that lags behind the others for a moment changes nothing. */
  noteRuleset(version: number): void {
    this.rulesetVersion = Math.max(this.rulesetVersion ?? 0, version);
  }

  /** Adds hits, given newest first, on top; one that is shown already stays where it is. */
  addHits(hits: readonly BoardHit[], now: number): void {
    for (const hit of hits.toReversed()) {
      for (const id of this.#scopesOf(hit.house)) {
        const state = this.#ensure(id, now);
        if (state.hits.some((shown) => shown.id === hit.id)) continue;
        state.hits = [hit, ...state.hits].slice(0, BOARD_HITS);
      }
    }
  }

  /** Fills up with hits of the past, given newest first, below what messages brought meanwhile. */
  fillHits(hits: readonly BoardHit[], now: number): void {
    for (const hit of hits) {
      for (const id of this.#scopesOf(hit.house)) {
        const state = this.#ensure(id, now);
        if (state.hits.length >= BOARD_HITS || state.hits.some((shown) => shown.id === hit.id)) continue;
        state.hits = [...state.hits, hit];
      }
    }
  }

  /** Puts the flow right from `since` on: the reading, and messages of batches it does not hold yet. */
  reconcile(reading: FlowReading, since: number): void {
    this.#held = reading.batches;
    const from = bucketIndex(since);
    const given = new Map<ScopeId, Map<number, Cells>>();
    const add = (house: string, index: number, cells: Cells) => {
      if (index < from) return;
      for (const id of this.#scopesOf(house)) {
        const buckets = given.get(id) ?? new Map<number, Cells>();
        given.set(id, buckets);
        const sum = buckets.get(index);
        if (sum === undefined) buckets.set(index, [...cells]);
        else for (let i = 0; i < cells.length; i++) sum[i]! += cells[i]!;
      }
    };
    for (const b of reading.buckets) {
      add(b.house, bucketIndex(b.startedAt), [b.red, b.orange, b.green, b.hits, b.scoreSum]);
    }
    for (const message of this.#recent.values()) {
      if (reading.batches.has(message.batchId)) continue;
      for (const [house, ...cells] of message.houses) add(house, bucketIndex(message.bucketAt), cells);
    }
    for (const id of given.keys()) this.#ensure(id, reading.now);
    for (const [id, { series }] of this.#scopes) {
      series.advance(reading.now);
      series.replaceFrom(from, given.get(id));
    }
  }

  /** Replaces all alarms; `open` has the most urgent first, `titles` those of the profiles in force. */
  setAlarms(open: readonly OpenAlarm[], titles: ReadonlyMap<string, ProfileTitle>, now: number): void {
    const lists = new Map<ScopeId, BoardAlarms>();
    for (const alarm of open) {
      const district =
        alarm.district ?? (alarm.customsHouse === null ? null : this.#districtOf(alarm.customsHouse));
      const ids: ScopeId[] = ['national'];
      if (district !== null) ids.push(`district:${district}`);
      if (alarm.customsHouse !== null) ids.push(`house:${alarm.customsHouse}`);
      for (const id of ids) {
        const list = lists.get(id) ?? noAlarms();
        lists.set(id, list);
        list.counts[alarm.priority]++;
        if (list.top.length < BOARD_ALARMS) {
          list.top.push(boardAlarm(alarm, titles, this.#placeOf(alarm)));
        }
      }
    }
    for (const id of lists.keys()) this.#ensure(id, now);
    for (const [id, state] of this.#scopes) state.alarms = lists.get(id) ?? noAlarms();
    this.alarmsRevision++;
  }

  #ensure(id: ScopeId, now: number): ScopeState {
    let state = this.#scopes.get(id);
    if (state === undefined) {
      state = { series: new FlowSeries(now), hits: [], alarms: noAlarms() };
      this.#scopes.set(id, state);
    }
    return state;
  }

  #districtOf(house: string): string | null {
    return this.#places.houses.get(house)?.district ?? null;
  }

  #scopesOf(house: string): ScopeId[] {
    const district = this.#districtOf(house);
    const ids: ScopeId[] = ['national', `house:${house}`];
    if (district !== null) ids.push(`district:${district}`);
    return ids;
  }

  #placeOf({ customsHouse, district }: OpenAlarm): PlaceNames {
    if (customsHouse !== null) return namesOf(this.#places.houses.get(customsHouse), customsHouse);
    if (district !== null) return namesOf(this.#places.districts.get(district), district);
    return { name: 'National', nameZh: '全国' };
  }
}

/** Names of a place; its code for one that is not known. */
export function namesOf(place: PlaceNames | undefined, code: string): PlaceNames {
  return { name: place?.name ?? code, nameZh: place?.nameZh ?? code };
}

function boardAlarm(
  alarm: OpenAlarm,
  titles: ReadonlyMap<string, ProfileTitle>,
  place: PlaceNames,
): BoardAlarm {
  const { id, type, priority, title, profileCode, occurrences, detail } = alarm;
  const raisedAt = alarm.raisedAt.getTime();
  const shown: BoardAlarm = { id, type, priority, title, place, occurrences, raisedAt };
  if (profileCode !== null) shown.profile = profileCode;
  if (detail !== null) shown.detail = detail;
  const titleZh = profileCode === null ? undefined : titles.get(profileCode)?.titleZh;
  if (type === 'profile-hit' && titleZh !== undefined) shown.titleZh = titleZh;
  return shown;
}

/** Level and code of a scope; the code of the nation is empty. */
function splitScope(id: ScopeId): ['national' | 'district' | 'house', string] {
  const colon = id.indexOf(':');
  if (colon === -1) return ['national', ''];
  return [id.slice(0, colon) as 'district' | 'house', id.slice(colon + 1)];
}
