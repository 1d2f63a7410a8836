import type { Auth } from './auth.ts';

/** What makes an account; without a password nobody can sign in until a link is used. */
export interface NewAccount {
  name: string;
  email: string;
  locale: string;
  demonstration?: boolean;
}

/** An account with this e-mail address is there already. */
export class EmailTakenError extends Error {
  override name = 'EmailTakenError';

  constructor(email: string) {
    super(`an account with the e-mail address "${email}" is there already`);
  }
}

/** Accounts and their passwords, as better-auth keeps them. */
export class Accounts {
  readonly #auth: Auth;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  /** Adds an account and answers its id. */
  async add({ name, email, locale, demonstration = false }: NewAccount): Promise<string> {
    const { internalAdapter } = await this.#auth.$context;
    const address = email.trim().toLowerCase();
    if ((await internalAdapter.findUserByEmail(address)) !== null) throw new EmailTakenError(address);
    const user = await internalAdapter.createUser(
      // Whoever invites vouches for the address, so that an account of a provider with it is the same person's.
      { name, email: address, emailVerified: true, locale, demonstration },
      { method: 'admin' },
    );
    return user.id;
  }

  async change(id: string, changes: { name?: string; email?: string; locale?: string }): Promise<void> {
    const { internalAdapter } = await this.#auth.$context;
    const email = changes.email?.trim().toLowerCase();
    if (email !== undefined) {
      const holder = await internalAdapter.findUserByEmail(email);
      if (holder !== null && holder.user.id !== id) throw new EmailTakenError(email);
    }
    await internalAdapter.updateUser(id, { ...changes, ...(email !== undefined && { email }) });
  }

  /** Sets the password and ends every session that was begun with the old one. */
  async setPassword(id: string, password: string): Promise<void> {
    const { internalAdapter, password: passwords } = await this.#auth.$context;
    const hash = await passwords.hash(password);
    const accounts = await internalAdapter.findAccounts(id);
    if (accounts.some((account) => account.providerId === 'credential')) {
      await internalAdapter.updatePassword(id, hash);
    } else {
      await internalAdapter.linkAccount({
        userId: id,
        providerId: 'credential',
        accountId: id,
        password: hash,
      });
    }
    await this.endSessions(id);
  }

  async endSessions(id: string): Promise<void> {
    const { internalAdapter } = await this.#auth.$context;
    await internalAdapter.deleteUserSessions(id);
  }
}
