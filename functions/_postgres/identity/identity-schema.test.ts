import type { DatabaseError } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { violationOf } from '../violations.ts';

const db = databaseUnderTest();
const hash = `$argon2id$v=19$m=32768,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

beforeAll(() =>
  db.sql(`insert into accounts (email, name, password_hash) values ('ada@example.org', 'Ada', '${hash}')`),
);

async function refusalOf(statement: string): Promise<DatabaseError | undefined> {
  await db.sql('begin');
  try {
    await db.sql(statement);
    await db.sql('set constraints all immediate');
    return undefined;
  } catch (error) {
    return error as DatabaseError;
  } finally {
    await db.sql('rollback');
  }
}

const passkey = (assignments = '') =>
  `insert into passkeys (account_id, name, credential_id, public_key, counter, is_syncable, is_backed_up)
   select id, 'Key', ${assignments || `'one'`}, '', 0, false, false from accounts`;

test.each([
  [
    'a second account',
    `insert into accounts (email, name, password_hash) values ('eve@example.org', 'Eve', '${hash}')`,
    'accounts_only_one',
    'email',
  ],
  ['an address that is none', `update accounts set email = 'ada'`, 'accounts_email_is_address', 'email'],
  [
    'an address of 255 characters',
    `update accounts set email = repeat('a', 253) || '@b'`,
    'accounts_email_length',
    'email',
  ],
  ['no name', `update accounts set name = ''`, 'accounts_name_length', 'name'],
  [
    'a way of signing in for which there is no passkey',
    `update accounts set sign_in = 'passkey'`,
    'accounts_sign_in_is_possible',
    'signIn',
  ],
  ['a passkey that is there already', `${passkey()}; ${passkey()}`, 'passkeys_credential_unique', 'credential'],
  ['a passkey without a name', `${passkey()}; update passkeys set name = ''`, 'passkeys_name_length', 'name'],
  [
    'a token without scopes',
    `insert into api_tokens (name, token_hash, scopes) values ('x', '', '{}')`,
    'api_tokens_scopes_known',
    'scopes',
  ],
  [
    'a token with a scope that nobody knows',
    `insert into api_tokens (name, token_hash, scopes) values ('x', '', '{admin}')`,
    'api_tokens_scopes_known',
    'scopes',
  ],
])('%s is refused, in words', async (_, statement, constraint, field) => {
  const error = await refusalOf(statement);
  expect(error?.constraint).toBe(constraint);
  expect(violationOf(error!)?.violation.field).toBe(field);
});

test.each(['plain text', '$2b$10$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA'])(
  'a password that is stored as %s is a fault of ours, and is not stored',
  async (stored) => {
    expect((await refusalOf(`update accounts set password_hash = '${stored}'`))?.constraint).toBe(
      'accounts_password_hash_form',
    );
  },
);

test('there is one link at most, whoever makes it', async () => {
  const link = `insert into setup_links (purpose, token_hash, expires_at) values ('setup', '\\x01', now())`;
  expect((await refusalOf(`${link}; ${link}`))?.code).toBe('23505');
});
