import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  MAX_REJECTED_NAMED,
  type IntakeReceipt,
  type RejectedDeclaration,
} from '../../shared/contract/intake.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { ServerMetrics } from '../../shared/platform/metrics.ts';
import type { JobProducer } from '../../shared/platform/queue/queues.ts';
import { acceptGroup, type CheckedDeclaration } from '../../shared/platform/stores/intake.store.ts';
import type { BacklogGauge } from './backlog-gauge.ts';
import { checkDeclaration } from './check-declaration.ts';
import { GroupCommit } from './group-commit.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';

/** Declarations of one delivery that are committed together. */
const CHUNK = 1000;

/** Characters of canonical JSON after which a chunk is full: declarations of 999 items must not add up in memory. */
const CHUNK_CHARACTERS = 8_000_000;

/** Chunks of one delivery under way at once. */
const CHUNKS_IN_FLIGHT = 2;

/** How long declarations are checked before boards and other requests get their turn, ms. */
const TURN_MS = 10;

const FOREIGN_NUMBER = {
  path: 'declarationNo',
  reason: 'the number belongs to a declaration outside the scope of this key',
};

/** A lodged declaration, or why its text could not be read. */
export type Lodged = { value: unknown } | { unreadable: string };

/** Who lodges, as far as intake must know. */
export interface Lodger {
  mayLodgeAt: (house: string) => boolean;
}

export interface IntakeService {
  /** Takes a delivery in; resolves after the commit of its last declaration. */
  lodge(delivery: AsyncIterable<Lodged> | Iterable<Lodged>, lodger: Lodger): Promise<IntakeReceipt>;
}

export function createIntakeService(deps: {
  pool: Pool;
  producer: JobProducer;
  places: PlaceBook;
  backlog: BacklogGauge;
  metrics: ServerMetrics;
  log: Logger;
}): IntakeService {
  const { pool, producer, places, backlog, metrics, log } = deps;
  const commits = new GroupCommit(async (group) => {
    const accepted = await acceptGroup(pool, group);
    if (accepted.batchId !== null) {
      backlog.add(accepted.acceptedCount);
      const { batchId } = accepted;
      // The answer does not wait for the queue: what is committed is found by the sweep in any case.
      producer.add('batch.assess', { batchId }, `batch-${batchId}`).catch((error: unknown) => {
        log.warn({ err: error, batchId }, 'batch left to the sweep: no job could be added');
      });
    }
    return accepted;
  });

  return {
    async lodge(delivery, { mayLodgeAt }) {
      const houses = { isKnown: places.isKnownHouse, mayLodgeAt };
      const endTimer = metrics.intakeSeconds.startTimer();
      const receipt: IntakeReceipt = {
        batchId: null,
        batchIds: [],
        accepted: 0,
        duplicates: 0,
        amended: 0,
        rejected: [],
        rejectedTotal: 0,
      };
      const batchIds = new Set<string>();
      const inFlight = new Set<Promise<void>>();
      const failures: unknown[] = [];
      const reject = (rejected: RejectedDeclaration) => {
        receipt.rejectedTotal++;
        if (receipt.rejected.length < MAX_REJECTED_NAMED) receipt.rejected.push(rejected);
      };
      const submit = (chunk: CheckedDeclaration[], positions: number[]) => {
        const done: Promise<void> = commits
          .submit(chunk)
          .then(({ batchId, outcomes }) => {
            if (batchId !== null) batchIds.add(batchId);
            outcomes.forEach((outcome, i) => {
              if (outcome === 'foreign') {
                reject({
                  index: positions[i]!,
                  declarationNo: chunk[i]!.declarationNo,
                  faults: [FOREIGN_NUMBER],
                });
              } else if (outcome === 'duplicate') receipt.duplicates++;
              else receipt.accepted++;
              if (outcome === 'amended') receipt.amended++;
            });
          })
          .catch((error: unknown) => failures.push(error))
          .then(() => void inFlight.delete(done));
        inFlight.add(done);
      };

      let chunk: CheckedDeclaration[] = [];
      let positions: number[] = [];
      let characters = 0;
      let index = 0;
      let turnEnds = performance.now() + TURN_MS;
      for await (const lodged of delivery) {
        const checked =
          'value' in lodged
            ? checkDeclaration(lodged.value, houses)
            : { ok: false as const, declarationNo: null, faults: [{ path: '', reason: lodged.unreadable }] };
        if (checked.ok) {
          chunk.push(checked.declaration);
          positions.push(index);
          characters += checked.declaration.json.length;
        } else {
          reject({ index, declarationNo: checked.declarationNo, faults: checked.faults });
        }
        index++;
        if (performance.now() > turnEnds) {
          await nextTurn();
          turnEnds = performance.now() + TURN_MS;
        }
        if (chunk.length === CHUNK || characters >= CHUNK_CHARACTERS) {
          submit(chunk, positions);
          chunk = [];
          positions = [];
          characters = 0;
          if (inFlight.size >= CHUNKS_IN_FLIGHT) await Promise.race(inFlight);
          await backlog.room();
          if (failures.length > 0) break;
        }
      }
      if (chunk.length > 0) submit(chunk, positions);
      await Promise.all(inFlight);
      if (failures.length > 0) throw failures[0];
      // Those refused at the commit come after others: the answer names them in the order of the request.
      receipt.rejected.sort((a, b) => a.index - b.index);
      receipt.batchIds = [...batchIds].toSorted((a, b) => Number(a) - Number(b));
      receipt.batchId = receipt.batchIds[0] ?? null;
      metrics.declarations.inc({ outcome: 'accepted' }, receipt.accepted - receipt.amended);
      metrics.declarations.inc({ outcome: 'amended' }, receipt.amended);
      metrics.declarations.inc({ outcome: 'duplicate' }, receipt.duplicates);
      metrics.declarations.inc({ outcome: 'rejected' }, receipt.rejectedTotal);
      endTimer();
      return receipt;
    },
  };
}
