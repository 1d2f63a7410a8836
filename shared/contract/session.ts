import type { Right } from '../domain/access/right.ts';
import type { Role } from '../domain/access/role.ts';
import type { ScopeId } from '../domain/access/scope.ts';

export const LOCALES = ['en', 'zh'] as const;

/** A language of the interface. */
export type Locale = (typeof LOCALES)[number];

/** Every right held somewhere, with the widest scopes at which it is held. */
export type HeldRights = Partial<Record<Right, ScopeId[]>>;

/** The person who is signed in. */
export interface PersonView {
  kind: 'person';
  id: string;
  name: string;
  email: string;
  locale: Locale;
  /** An account of the demonstration. */
  demonstration: boolean;
  /** No right counts before a second factor is set up. */
  lacksSecondFactor: boolean;
  rights: HeldRights;
}

/** The enrolled display that shows the page. */
export interface DisplayView {
  kind: 'display';
  id: string;
  name: string;
  locale: Locale;
  /** Path and query of the page it is to show. */
  page: string;
  rights: HeldRights;
}

export interface DemonstrationAccount {
  email: string;
  name: string;
  role: Role;
  scope: ScopeId;
  /** The place of the scope in both languages; null for the nation. */
  place: { name: string; nameZh: string } | null;
}

/** Answer of `GET /api/session`: who is there, and how one may sign in. */
export interface SessionView {
  caller: PersonView | DisplayView | null;
  /** Accounts to try; null outside a demonstration. */
  demonstration: { accounts: DemonstrationAccount[]; password: string } | null;
  /** The OpenID Connect provider one may sign in with. */
  provider: { name: string } | null;
  /** Of the server; a page of another version reloads itself. */
  version: string;
}

/** Answer of `GET /api/invitations/:token`: whom a link is for. */
export interface InvitationView {
  purpose: 'set-up' | 'invitation' | 'reset';
  name: string;
  email: string;
  expiresAt: string;
}

/**
 * Body of `POST /api/invitations/:token`, after which one signs in with the password. Name, e-mail address and language
 * are taken by a set-up link alone.
 */
export interface InvitationUse {
  password: string;
  name?: string | undefined;
  email?: string | undefined;
  locale?: Locale | undefined;
}
