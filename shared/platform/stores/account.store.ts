import type { Queryable } from '../db/pool.ts';

/** How a person can sign in, and what they are shown in. */
export interface StoredAccount {
  name: string;
  email: string;
  locale: string;
  twoFactorEnabled: boolean;
  password: boolean;
  provider: boolean;
  passkeys: number;
}

export async function readAccount(db: Queryable, personId: string): Promise<StoredAccount | null> {
  const { rows } = await db.query<StoredAccount>(
    `SELECT u.name, u.email, u.locale, coalesce(u."twoFactorEnabled", false) AS "twoFactorEnabled",
       EXISTS (SELECT 1 FROM auth.account a
         WHERE a."userId" = u.id AND a."providerId" = 'credential' AND a.password IS NOT NULL) AS password,
       EXISTS (SELECT 1 FROM auth.account a WHERE a."userId" = u.id AND a."providerId" = 'oidc') AS provider,
       (SELECT count(*)::integer FROM auth.passkey p WHERE p."userId" = u.id) AS passkeys
     FROM auth."user" u WHERE u.id = $1`,
    [personId],
  );
  return rows[0] ?? null;
}

/** Changes what a person may change of their own account. */
export async function changeAccount(
  db: Queryable,
  personId: string,
  { name, locale }: { name?: string | undefined; locale?: string | undefined },
): Promise<void> {
  await db.query(
    `UPDATE auth."user" SET name = coalesce($2, name), locale = coalesce($3, locale), "updatedAt" = now()
     WHERE id = $1`,
    [personId, name ?? null, locale ?? null],
  );
}
