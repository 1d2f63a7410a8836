import type { AccountAct } from '../../../shared/domain/access/administration.ts';
import type { PersonDetails } from '../../../shared/contract/people.ts';
import { m } from '../../paraglide/messages.js';
import { api } from '../../shell/api.ts';

/** Something done to an account after it has been confirmed. Deeds that make a link answer it. */
export interface AccountDeed {
  act: AccountAct;
  label: () => string;
  /** What will happen. */
  text: (who: { name: string }) => string;
  confirm: () => string;
  danger?: boolean;
  /** Whether it makes sense for the account as it is; whether it is allowed is another question. */
  fits: (person: PersonDetails) => boolean;
}

const canSignIn = ({ state }: PersonDetails) => state === 'active';

export const DEEDS: readonly AccountDeed[] = [
  {
    act: 'invite-again',
    label: m.settings_people_invite_again,
    text: m.settings_people_invite_again_text,
    confirm: m.settings_people_make_link,
    fits: ({ state }) => state === 'invited',
  },
  {
    act: 'reset-password',
    label: m.settings_people_reset,
    text: m.settings_people_reset_text,
    confirm: m.settings_people_make_link,
    fits: canSignIn,
  },
  {
    act: 'end-sessions',
    label: m.settings_people_end_sessions,
    text: m.settings_people_end_sessions_text,
    confirm: m.settings_people_end_sessions,
    fits: ({ sessions }) => sessions > 0,
  },
  {
    act: 'remove-second-factor',
    label: m.settings_people_remove_factor,
    text: m.settings_people_remove_factor_text,
    confirm: m.settings_people_remove_factor,
    danger: true,
    fits: ({ secondFactor, passkeys }) => secondFactor || passkeys > 0,
  },
  {
    act: 'disable',
    label: m.settings_people_disable,
    text: m.settings_people_disable_text,
    confirm: m.settings_people_disable,
    danger: true,
    fits: ({ state }) => state !== 'disabled',
  },
  {
    act: 'enable',
    label: m.settings_people_enable,
    text: m.settings_people_enable_text,
    confirm: m.settings_people_enable,
    fits: ({ state }) => state === 'disabled',
  },
];

/** Deeds that are over when they are done, with what is said then. Those that make a link are not among them. */
export const DONE: Partial<
  Record<AccountAct, { run: (id: string) => Promise<void>; said: (who: { name: string }) => string }>
> = {
  'end-sessions': {
    run: (id) => api.delete(`/api/people/${id}/sessions`),
    said: m.settings_people_sessions_ended,
  },
  'remove-second-factor': {
    run: (id) => api.delete(`/api/people/${id}/second-factor`),
    said: m.settings_people_factor_removed,
  },
  disable: { run: (id) => api.post(`/api/people/${id}/disable`), said: m.settings_people_disabled_done },
  enable: { run: (id) => api.post(`/api/people/${id}/enable`), said: m.settings_people_enabled_done },
};
