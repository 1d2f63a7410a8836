import { isDeepStrictEqual } from 'node:util';
import {
  BOARD_BUCKETS,
  BUCKET_MS,
  type BoardHit,
  type BoardReadings,
  type BoardSnapshot,
  type BoardTick,
  type PlaceSummary,
} from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { LiveModel, ScopeState } from './live-model.ts';

/** Readings that are the same for every scope. */
export type CommonReadings = Pick<
  BoardReadings,
  'serverTime' | 'latencyP50' | 'latencyP99' | 'backlog' | 'backlogLimit' | 'heartbeatAt' | 'rulesetVersion'
>;

/** The numbered stream of one scope: a snapshot at any time, and ticks that follow it. */
export class BoardFeed {
  readonly scope: ScopeId;
  #seq: number;
  readonly #epoch: string;
  readonly #model: LiveModel;
  readonly #state: ScopeState;
  /** Hits as the last tick left them: what a snapshot shows, so that no tick repeats one. */
  #shownHits: BoardHit[];
  #shownAlarms = -1;
  #shownPlaces = new Map<string, Pick<PlaceSummary, 'code' | 'totals' | 'unacknowledged'>>();
  /** The place and what lies below it as clients know them; null before the first snapshot. */
  #knownLayout: string | null = null;

  /** `seq`: the last number this epoch has given out for the scope, 0 for none. */
  constructor(scope: ScopeId, epoch: string, seq: number, model: LiveModel, state: ScopeState) {
    this.#seq = seq;
    this.scope = scope;
    this.#epoch = epoch;
    this.#model = model;
    this.#state = state;
    this.#shownHits = state.hits;
  }

  get seq(): number {
    return this.#seq;
  }

  snapshot(common: CommonReadings): BoardSnapshot {
    const places = this.#model.subPlaces(this.scope, common.serverTime);
    for (const { code, totals, unacknowledged } of places) {
      // The next tick must tell, should the place go back to what the last one said.
      if (!isDeepStrictEqual({ code, totals, unacknowledged }, this.#shownPlaces.get(code))) {
        this.#shownPlaces.delete(code);
      }
    }
    this.#knownLayout ??= this.#layout(places);
    return {
      epoch: this.#epoch,
      seq: this.#seq,
      place: this.#model.place(this.scope)!,
      flow: this.#state.series.lastHour(),
      hits: this.#shownHits,
      alarms: this.#state.alarms,
      places,
      readings: this.#readings(common),
    };
  }

  tick(common: CommonReadings): BoardTick {
    const current = this.#model.subPlaces(this.scope, common.serverTime);
    const layout = this.#layout(current);
    // A tick cannot carry a new place: the gap makes every client ask for a snapshot, which does.
    if (this.#knownLayout !== null && this.#knownLayout !== layout) this.#seq++;
    this.#knownLayout = layout;
    const tick: BoardTick = {
      scope: this.scope,
      epoch: this.#epoch,
      seq: ++this.#seq,
      readings: this.#readings(common),
    };
    const oldest = common.serverTime - BOARD_BUCKETS * BUCKET_MS;
    const flow = this.#state.series.takeChanged().filter((bucket) => bucket.startedAt > oldest);
    if (flow.length > 0) tick.flow = flow;

    const shown = new Set(this.#shownHits.map((hit) => hit.id));
    const fresh = this.#state.hits.filter((hit) => !shown.has(hit.id));
    if (fresh.length > 0) tick.hits = fresh;
    this.#shownHits = this.#state.hits;

    if (this.#shownAlarms !== this.#model.alarmsRevision) {
      this.#shownAlarms = this.#model.alarmsRevision;
      tick.alarms = this.#state.alarms;
    }

    const places = current
      .map(({ code, totals, unacknowledged }) => ({ code, totals, unacknowledged }))
      .filter((place) => !isDeepStrictEqual(place, this.#shownPlaces.get(place.code)));
    if (places.length > 0) tick.places = places;
    for (const place of places) this.#shownPlaces.set(place.code, place);
    return tick;
  }

  #layout(places: readonly PlaceSummary[]): string {
    return JSON.stringify([
      this.#model.place(this.scope),
      places.map(({ code, name, nameZh }) => [code, name, nameZh]),
    ]);
  }

  #readings(common: CommonReadings): BoardReadings {
    const { series } = this.#state;
    return {
      ...common,
      declarationsPerMinute: series.lastMinute(common.serverTime),
      lastHour: series.totals(0),
      hourBefore: series.totals(1),
    };
  }
}
