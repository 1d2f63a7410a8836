import { z } from 'zod';
import { LOAN_STATES, SHORTEST_LOAN_REASON, type LoansPage } from '../../shared/contract/loans.ts';
import { LENDABLE_RIGHTS } from '../../shared/domain/access/right.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { listLoans } from '../../shared/platform/stores/loan.store.ts';
import { loanView, type LoansService } from '../services/loans.service.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

const instant = z.iso.datetime({ offset: true }).refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 2000 && year < 2200;
}, 'expected an instant of this century or the next');

const loan = z.strictObject({
  personId: z.string().min(1).max(100),
  rights: z.array(z.enum(LENDABLE_RIGHTS)).min(1).max(LENDABLE_RIGHTS.length),
  scope: z
    .string()
    .refine((text) => parseScope(text) !== null, 'expected national, district:CODE or house:CODE')
    .transform((text) => text as ScopeId),
  from: instant,
  until: instant,
  reason: z
    .string()
    .trim()
    .min(SHORTEST_LOAN_REASON)
    .max(1000)
    .regex(/^[^\0]*$/, 'expected no control characters'),
});

const query = z.strictObject({
  state: z.enum(LOAN_STATES).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(50),
});

/** Rights lent across districts: who holds `rights.lend`, which means something at the nation alone, lends and ends. */
export function loansRoutes(deps: { pool: Pool; loans: LoansService }): Route[] {
  const { pool, loans } = deps;
  const access = { right: 'rights.lend', scope: () => 'national' as const } as const;
  return [
    route({
      method: 'get',
      path: '/api/loans',
      query,
      access,
      handle: async ({ query: { state, page, pageSize } }): Promise<LoansPage> => {
        const now = new Date();
        const found = await listLoans(pool, { now, state, offset: (page - 1) * pageSize, limit: pageSize });
        return { loans: found.loans.map((one) => loanView(one, now)), total: found.total, page, pageSize };
      },
    }),
    route({
      method: 'post',
      path: '/api/loans',
      body: loan,
      status: 201,
      access,
      handle: ({ body, caller, request }) => loans.lend({ caller, address: request.ip }, body),
    }),
    route({
      method: 'delete',
      path: '/api/loans/:id',
      access,
      handle: async ({ params, caller, request }) => {
        const ended = await loans.end({ caller, address: request.ip }, params['id'] ?? '');
        if (ended === null) throw new RequestError(404, 'not-found', 'what is asked for does not exist');
        return ended;
      },
    }),
  ];
}
