import { z } from 'zod';
import { LOCALES } from '../../shared/contract/session.ts';
import { AddressLimit } from '../access/address-limit.ts';
import type { LinksService } from '../services/links.service.ts';
import { openRoute, type Route } from './route.ts';

const use = z.strictObject({
  password: z.string().max(1000),
  name: z.string().trim().min(1).max(200).optional(),
  email: z.email().max(320).optional(),
  locale: z.enum(LOCALES).optional(),
});

/** `GET` and `POST /api/invitations/:token`: whom a link is for, and setting the password by it. */
export function invitationsRoutes(deps: { links: LinksService }): Route[] {
  const access = { open: 'who holds the link is whom it is for' };
  const limit = new AddressLimit({ points: 30, seconds: 60 });
  return [
    openRoute({
      method: 'get',
      path: '/api/invitations/:token',
      access,
      handle: async ({ request, params }) => {
        await limit.take(request.ip);
        return deps.links.view(params['token'] ?? '');
      },
    }),
    openRoute({
      method: 'post',
      path: '/api/invitations/:token',
      body: use,
      access,
      handle: async ({ request, params, body }) => {
        await limit.take(request.ip);
        await deps.links.use(params['token'] ?? '', body);
      },
    }),
  ];
}
