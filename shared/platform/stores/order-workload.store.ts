import type { PersonRef } from '../../contract/alarms.ts';
import type { HouseWorkload, OfficerWorkload } from '../../contract/orders.ts';
import { RIGHTS_OF_ROLE, ROLES } from '../../domain/access/role.ts';
import type { Queryable } from '../db/pool.ts';
import type { VersionKey } from './order.store.ts';

/** Roles whose holders work orders. */
const WORKING = ROLES.filter((role) => RIGHTS_OF_ROLE[role].includes('orders.work'));

/** Those who may work orders at a house now, by role or by loan, by name. */
export async function readOfficers(db: Queryable, house: string): Promise<PersonRef[]> {
  const { rows } = await db.query<PersonRef>(
    `SELECT u.id, u.name FROM auth."user" u
     CROSS JOIN (SELECT ARRAY['national', 'district:' || district, 'house:' || code] AS around
                 FROM customs_house WHERE code = $1) h
     WHERE u."disabledAt" IS NULL AND (
       EXISTS (SELECT FROM assignment a
               WHERE a.person_id = u.id AND a.role = ANY ($2) AND a.scope = ANY (h.around))
       OR EXISTS (SELECT FROM loan l
               WHERE l.person_id = u.id AND 'orders.work' = ANY (l.rights) AND l.scope = ANY (h.around)
                 AND l.valid_from <= now() AND l.valid_until > now() AND (l.ended_at IS NULL OR l.ended_at > now())))
     ORDER BY u.name, u.id`,
    [house, WORKING],
  );
  return rows;
}

/** Who has how many orders of a house in hand, those without any included. */
export async function readWorkload(db: Queryable, house: string): Promise<HouseWorkload> {
  const officers = await readOfficers(db, house);
  const { rows: held } = await db.query<{ id: string } & Omit<OfficerWorkload, 'person'>>(
    `SELECT held.id, count(*) FILTER (WHERE state = 'assigned')::int AS assigned,
       count(*) FILTER (WHERE state = 'in-progress')::int AS "inProgress",
       count(*) FILTER (WHERE state <> 'closed' AND due_at < now())::int AS overdue,
       count(*) FILTER (WHERE state = 'closed')::int AS "closedToday"
     FROM (
       SELECT officers, state, due_at FROM control_order WHERE customs_house = $1 AND state <> 'closed'
       UNION ALL
       SELECT officers, state, due_at FROM control_order JOIN customs_house h ON h.code = customs_house
       WHERE customs_house = $1 AND state = 'closed'
         AND closed_at >= date_trunc('day', now() AT TIME ZONE h.time_zone) AT TIME ZONE h.time_zone) o
     CROSS JOIN LATERAL jsonb_to_recordset(o.officers) AS held (id text) GROUP BY held.id`,
    [house],
  );
  const { rows: open } = await db.query<Pick<HouseWorkload, 'unassigned' | 'overdue' | 'inspectionsPerDay'>>(
    `SELECT count(o.state) FILTER (WHERE o.state = 'open')::int AS unassigned,
       count(o.state) FILTER (WHERE o.due_at < now())::int AS overdue,
       h.inspections_per_day AS "inspectionsPerDay"
     FROM customs_house h LEFT JOIN control_order o ON o.customs_house = h.code AND o.state <> 'closed'
     WHERE h.code = $1 GROUP BY h.code`,
    [house],
  );
  const loads = new Map(held.map(({ id, ...load }) => [id, load]));
  const none = { assigned: 0, inProgress: 0, overdue: 0, closedToday: 0 };
  return {
    house,
    officers: officers.map((person) => ({ person, ...(loads.get(person.id) ?? none) })),
    ...open[0]!,
  };
}

/** Orders of a house that nobody has in hand, the most urgent first. */
export async function readUnassigned(db: Queryable, house: string, limit: number): Promise<VersionKey[]> {
  const { rows } = await db.query<VersionKey>(
    `SELECT declaration_no AS "declarationNo", version FROM control_order
     WHERE customs_house = $1 AND state <> 'closed' AND state = 'open'
     ORDER BY due_at >= now(), score DESC, ordered_at, declaration_no, version LIMIT $2`,
    [house, limit],
  );
  return rows;
}
