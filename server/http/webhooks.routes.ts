import { z } from 'zod';
import type { WebhookChange, WebhookDraft } from '../../shared/contract/webhooks.ts';
import { WEBHOOK_ACTIONS } from '../../shared/domain/access/event.ts';
import type { WebhooksService } from '../services/webhooks.service.ts';
import { route, type Call, type Route } from './route.ts';

const url = z
  .string()
  .max(2000)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password, hash } = new URL(text);
    return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
  }, 'expected an address that begins with https://, without a user and a fragment');
const actions = z
  .array(z.enum(WEBHOOK_ACTIONS))
  .min(1)
  .refine((all) => new Set(all).size === all.length, 'expected every action once');

const draft: z.ZodType<WebhookDraft> = z.strictObject({
  name: z.string().trim().min(1).max(100),
  url,
  actions,
});
const change: z.ZodType<WebhookChange> = z.strictObject({
  url: url.optional(),
  actions: actions.optional(),
  enabled: z.boolean().optional(),
});

/** `/api/webhooks`: who is told of what happens in the access log. A secret is told once, by what adds a webhook. */
export function webhooksRoutes({ webhooks }: { webhooks: WebhooksService }): Route[] {
  const path = '/api/webhooks';
  const access = { right: 'webhooks.manage', scope: () => 'national' as const } as const;
  const asker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>) => ({
    by: caller.doer,
    address: request.ip,
  });
  return [
    route({ method: 'get', path, access, handle: () => webhooks.list() }),
    route<WebhookDraft>({
      method: 'post',
      path,
      body: draft,
      status: 201,
      access,
      handle: (call) => webhooks.add(call.body, asker(call)),
    }),
    route<WebhookChange>({
      method: 'patch',
      path: `${path}/:id`,
      body: change,
      access,
      handle: (call) => webhooks.change(call.params['id']!, call.body, asker(call)),
    }),
    route({
      method: 'delete',
      path: `${path}/:id`,
      access,
      handle: (call) => webhooks.remove(call.params['id']!, asker(call)),
    }),
    route({
      method: 'post',
      path: `${path}/:id/test`,
      status: 202,
      access,
      handle: (call) => webhooks.test(call.params['id']!, asker(call)),
    }),
    route({
      method: 'get',
      path: `${path}/:id/deliveries`,
      access,
      handle: async ({ params }) => ({ deliveries: await webhooks.deliveries(params['id']!) }),
    }),
  ];
}
