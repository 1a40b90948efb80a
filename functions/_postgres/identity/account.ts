import { fromJson } from '@bufbuild/protobuf';
import { type Account, type AccountJson, AccountSchema } from '../../../proto/gen/colophon/identity/v1/identity_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type SignIn = 'password' | 'password_and_passkey' | 'passkey';

/** The author as sign-ins need them. */
export interface KnownAccount {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  signIn: SignIn;
}

const known = `select id, email, name, password_hash as "passwordHash", sign_in as "signIn" from colophon.accounts`;

/** The author's account; undefined before it was made. */
export async function knownAccount(): Promise<KnownAccount | undefined> {
  const [found] = await readOnce<KnownAccount>('identity', { name: 'known-account', text: known });
  return found;
}

/** The same, held until the transaction ends: what it wants of a sign-in does not change meanwhile. */
export async function holdAccount(tx: Tx): Promise<KnownAccount | undefined> {
  const { rows } = await tx.query<KnownAccount>({ name: 'hold-account', text: `${known} for share` });
  return rows[0];
}

/** SQL for an account as a JSON object. */
export const accountObject = `json_build_object('email', email, 'name', name, 'signIn', upper(sign_in),
  'passwordChangedAt', ${timestamp('password_changed_at')},
  'passkeys', (select count(*) from colophon.passkeys where account_id = accounts.id))`;

export async function showAccount(tx: Tx): Promise<Account | undefined> {
  const { rows } = await tx.query<{ account: AccountJson }>({
    name: 'show-account',
    text: `select ${accountObject} as account from colophon.accounts`,
  });
  return rows[0] && fromJson(AccountSchema, rows[0].account);
}

export async function createAccount(
  tx: Tx,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
): Promise<void> {
  await tx.query({
    name: 'create-account',
    text: `insert into colophon.accounts (email, name, password_hash) values ($1, $2, $3)`,
    values: [email, name, passwordHash],
  });
}

/**
 * After a recovery the password alone signs in: who lost the password may have lost the passkey with it. The passkeys stay,
 * for the author to look at.
 */
export async function recoverAccount(
  tx: Tx,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
): Promise<void> {
  await tx.query({
    name: 'recover-account',
    text: `update colophon.accounts set password_hash = $3, sign_in = 'password', password_changed_at = now(), updated_at = now(),
      email = coalesce(nullif($1, ''), email), name = coalesce(nullif(trim($2), ''), name)`,
    values: [email, name, passwordHash],
  });
}

/** Not if it was changed since `former` was read: then the one who asks may have shown a password that no longer is one. */
export async function changePassword(tx: Tx, former: string, passwordHash: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'change-password',
    text: `update colophon.accounts set password_hash = $2, password_changed_at = now(), updated_at = now() where password_hash = $1`,
    values: [former, passwordHash],
  });
  if (rowCount === 0) refuse('conflict', 'The password was changed meanwhile.');
}

export async function changeSignIn(tx: Tx, signIn: SignIn): Promise<void> {
  await tx.query({
    name: 'change-sign-in',
    text: `update colophon.accounts set sign_in = $1, updated_at = now() where sign_in <> $1`,
    values: [signIn],
  });
}
