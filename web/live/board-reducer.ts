import {
  BOARD_BUCKETS,
  BOARD_HITS,
  BUCKET_MS,
  type BoardHit,
  type BoardSnapshot,
  type BoardTick,
  type FlowBucket,
  type JoinAnswer,
  type PlaceSummary,
} from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';

export type Refusal = Extract<JoinAnswer, { ok: false }>['reason'];

/** A ruleset that came into force while this board was watching. */
export interface RulesetChange {
  at: number;
  version: number;
}

/** What a board knows. `model` stays as it was last known while a snapshot is awaited. */
export interface BoardState {
  readonly scope: ScopeId;
  readonly connected: boolean;
  /** A snapshot has come over the present connection: what is shown is the server's word, not a memory. */
  readonly following: boolean;
  readonly sync: 'awaiting-snapshot' | 'in-sequence' | 'refused';
  readonly refusal: Refusal | null;
  readonly model: BoardSnapshot | null;
  readonly rulesetChanges: readonly RulesetChange[];
  /** Ticks that came while a snapshot was awaited; replayed on top of it. At most PENDING_TICKS. */
  readonly pending: readonly BoardTick[];
}

export type BoardEvent =
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'snapshot'; snapshot: BoardSnapshot }
  | { type: 'tick'; tick: BoardTick }
  /** The stream is known to be incomplete, for instance because it has fallen silent. */
  | { type: 'gap' }
  | { type: 'refused'; reason: Refusal };

export const PENDING_TICKS = 16;
const RULESET_CHANGES = 8;

export function initialBoardState(scope: ScopeId): BoardState {
  return {
    scope,
    connected: false,
    following: false,
    sync: 'awaiting-snapshot',
    refusal: null,
    model: null,
    rulesetChanges: [],
    pending: [],
  };
}

/** The state after an event. Pure; returns the same object where the event changes nothing. */
export function reduceBoard(state: BoardState, event: BoardEvent): BoardState {
  switch (event.type) {
    case 'connected':
      return { ...state, connected: true };
    case 'disconnected':
      return { ...awaiting(state, []), connected: false, following: false };
    case 'gap':
      return awaiting(state, state.pending);
    case 'refused':
      return {
        ...state,
        following: false,
        sync: 'refused',
        refusal: event.reason,
        // What one may not see is not kept either.
        model: event.reason === 'not-allowed' ? null : state.model,
        pending: [],
      };
    case 'snapshot':
      return applySnapshot(state, event.snapshot);
    case 'tick':
      return applyTick(state, event.tick);
  }
}

function awaiting(state: BoardState, pending: readonly BoardTick[]): BoardState {
  return { ...state, sync: 'awaiting-snapshot', refusal: null, pending: pending.slice(-PENDING_TICKS) };
}

function applySnapshot(state: BoardState, snapshot: BoardSnapshot): BoardState {
  if (snapshot.place.scope !== state.scope) return state;
  if (state.sync === 'in-sequence' && isOlder(snapshot, state.model)) return state;

  const fresh: BoardState = {
    ...state,
    following: true,
    sync: 'in-sequence',
    refusal: null,
    model: {
      ...snapshot,
      flow: lastBuckets(snapshot.flow, snapshot.readings.serverTime),
      hits: snapshot.hits.slice(0, BOARD_HITS),
    },
    rulesetChanges: noteRuleset(state, snapshot.readings),
    pending: [],
  };
  return state.pending.reduce((replayed, tick) => {
    const follows = tick.epoch === snapshot.epoch && tick.seq === (replayed.model?.seq ?? 0) + 1;
    return follows ? applyTick(replayed, tick) : replayed;
  }, fresh);
}

/**
 * An answer that was overtaken by ticks. While a snapshot is awaited none is too old: a scope that nobody watched for
 * a moment may count anew within the same epoch.
 */
function isOlder(snapshot: BoardSnapshot, known: BoardSnapshot | null): boolean {
  return known !== null && known.epoch === snapshot.epoch && snapshot.seq < known.seq;
}

function applyTick(state: BoardState, tick: BoardTick): BoardState {
  const { model } = state;
  if (tick.scope !== state.scope || state.sync === 'refused') return state;
  if (model === null || state.sync === 'awaiting-snapshot') return awaiting(state, [...state.pending, tick]);
  if (tick.epoch !== model.epoch || tick.seq > model.seq + 1) return awaiting(state, [tick]);
  if (tick.seq <= model.seq) return state;

  return {
    ...state,
    model: {
      ...model,
      seq: tick.seq,
      readings: tick.readings,
      flow: mergeFlow(model.flow, tick.flow ?? [], tick.readings.serverTime),
      hits: tick.hits === undefined ? model.hits : mergeHits(model.hits, tick.hits),
      alarms: tick.alarms ?? model.alarms,
      places: tick.places === undefined ? model.places : mergePlaces(model.places, tick.places),
    },
    rulesetChanges: noteRuleset(state, tick.readings),
  };
}

function mergeFlow(flow: FlowBucket[], changed: FlowBucket[], serverTime: number): FlowBucket[] {
  const expired = flow[0] !== undefined && flow[0].startedAt < oldestBucket(serverTime);
  if (changed.length === 0 && !expired) return flow;
  const byStart = new Map([...flow, ...changed].map((bucket) => [bucket.startedAt, bucket]));
  return lastBuckets([...byStart.values()], serverTime);
}

/** Start of the oldest of the BOARD_BUCKETS buckets that end with the one in progress. */
function oldestBucket(serverTime: number): number {
  return (Math.floor(serverTime / BUCKET_MS) - BOARD_BUCKETS + 1) * BUCKET_MS;
}

function lastBuckets(flow: FlowBucket[], serverTime: number): FlowBucket[] {
  const oldest = oldestBucket(serverTime);
  return flow
    .filter((bucket) => bucket.startedAt >= oldest)
    .sort((a, b) => a.startedAt - b.startedAt)
    .slice(-BOARD_BUCKETS);
}

function mergeHits(hits: BoardHit[], added: BoardHit[]): BoardHit[] {
  const ids = new Set(added.map((hit) => hit.id));
  return [...added, ...hits.filter((hit) => !ids.has(hit.id))].slice(0, BOARD_HITS);
}

function mergePlaces(places: PlaceSummary[], changed: NonNullable<BoardTick['places']>): PlaceSummary[] {
  const byCode = new Map(changed.map((place) => [place.code, place]));
  return places.map((place) => {
    const change = byCode.get(place.code);
    return change === undefined
      ? place
      : { ...place, totals: change.totals, unacknowledged: change.unacknowledged };
  });
}

function noteRuleset(state: BoardState, readings: BoardSnapshot['readings']): readonly RulesetChange[] {
  const before = state.model?.readings.rulesetVersion ?? null;
  const version = readings.rulesetVersion;
  if (before === null || version === null || before === version) return state.rulesetChanges;
  return [...state.rulesetChanges, { at: readings.serverTime, version }].slice(-RULESET_CHANGES);
}
