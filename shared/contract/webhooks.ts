import type { WebhookAction } from '../domain/access/event.ts';

/** How a delivery stands. */
export type WebhookDeliveryState = 'delivered' | 'waiting' | 'given-up';

export interface WebhookDeliveryView {
  /** The `webhook-id` of its messages. */
  id: string;
  /** Empty where the log no longer holds the event. */
  action: string;
  state: WebhookDeliveryState;
  createdAt: string;
  attempts: number;
  lastAttemptAt: string | null;
  nextAttemptAt: string | null;
  lastStatus: number | null;
  /** Code of what went wrong at the last attempt. */
  lastError: string | null;
}

export interface WebhookView {
  id: string;
  name: string;
  url: string;
  actions: WebhookAction[];
  enabled: boolean;
  createdAt: string;
  /** The newest attempt. */
  last: { at: string; ok: boolean; status: number | null; error: string | null } | null;
  /** Deliveries still to be made. */
  waiting: number;
  /** Deliveries given up within 30 days. */
  failed: number;
}

/** Answer of `GET /api/webhooks`. */
export interface WebhookList {
  webhooks: WebhookView[];
  /** Addresses without TLS may be given: there are private ones that webhooks may be sent to. */
  plainAllowed: boolean;
}

/** Body of `POST /api/webhooks`. */
export interface WebhookDraft {
  name: string;
  url: string;
  actions: WebhookAction[];
}

/** Answer to it: the secret is told this once. */
export interface AddedWebhook {
  id: string;
  secret: string;
}

/** Body of `PATCH /api/webhooks/:id`: what is left out stays. */
export interface WebhookChange {
  url?: string | undefined;
  actions?: WebhookAction[] | undefined;
  enabled?: boolean | undefined;
}
