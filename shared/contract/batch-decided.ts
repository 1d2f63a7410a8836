import type { ScopeId } from '../domain/access/scope.ts';
import type { BoardHit } from './live.ts';

/** Decisions of one batch at one customs house: `[house, red, orange, green, hits, scoreSum]`. */
export type HouseFlow = [
  house: string,
  red: number,
  orange: number,
  green: number,
  hits: number,
  scoreSum: number,
];

/** What a worker tells every server after the commit of one batch. Instants in ms of the database's clock. */
export interface BatchDecided {
  batchId: string;
  receivedAt: number;
  decidedAt: number;
  /** After the commit that made the decisions durable: the end of the latency that boards and metrics show. */
  committedAt: number;
  /** Start of the flow bucket the decisions are counted in. */
  bucketAt: number;
  houses: HouseFlow[];
  /** A sample for the boards: at most one a house, newest first. */
  hits: BoardHit[];
  /** Places whose alarms it raised or joined. */
  alarmsAt: ScopeId[];
  rulesetVersion: number;
  /** Set for a heartbeat: the epoch of the server that lodged it. */
  heartbeatOf?: string;
}
