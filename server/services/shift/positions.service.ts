import type { z } from 'zod';
import type { Announce } from '../../../shared/contract/changes.ts';
import type { ConsolePosition, positionBody } from '../../../shared/contract/shifts.ts';
import { inTransaction, type Pool } from '../../../shared/platform/db/pool.ts';
import { recordAccess } from '../../../shared/platform/stores/access-event.store.ts';
import { addPosition, readPosition, removePosition } from '../../../shared/platform/stores/shift.store.ts';
import { RequestError } from '../../http/errors.ts';
import type { Asker } from '../lodging-systems.service.ts';

/** Lays down the positions of consoles. */
export class PositionService {
  readonly #deps: { pool: Pool; announce: Announce };

  constructor(deps: { pool: Pool; announce: Announce }) {
    this.#deps = deps;
  }

  async add(body: z.infer<typeof positionBody>, asker: Asker): Promise<ConsolePosition> {
    const position = await inTransaction(this.#deps.pool, async (client) => {
      const added = await addPosition(client, body);
      if (added === null)
        throw new RequestError(409, 'name-taken', 'the console has a position of this name');
      const { id, scope, name, kinds } = added;
      await recordAccess(client, {
        ...by(asker),
        action: 'position.added',
        subject: `position:${id}`,
        scope,
        detail: { name, kinds },
      });
      return added;
    });
    this.#tell(position);
    return position;
  }

  async remove(id: string, asker: Asker): Promise<void> {
    const position = await readPosition(this.#deps.pool, id);
    if (position === null) throw new RequestError(404, 'unknown-position', 'there is no such position');
    await inTransaction(this.#deps.pool, async (client) => {
      if (!(await removePosition(client, id))) {
        throw new RequestError(
          409,
          'position-held',
          'somebody holds this position, or it is removed already',
        );
      }
      await recordAccess(client, {
        ...by(asker),
        action: 'position.removed',
        subject: `position:${id}`,
        scope: position.scope,
        detail: { name: position.name },
      });
    });
    this.#tell(position);
  }

  #tell({ scope }: ConsolePosition): void {
    this.#deps.announce([{ subject: 'shifts', scope, keys: [] }]);
  }
}

function by({ by: doer, address }: Asker) {
  return { by: doer, ...(address !== undefined && { address }) };
}
