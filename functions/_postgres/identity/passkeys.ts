import { refuse } from '../../_http/refusal.ts';
import type { PasskeyJson } from '../../../proto/gen/colophon/identity/v1/identity_pb.js';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';

const mostPasskeys = 20;

/** What a sign-in needs of a passkey. */
export interface StoredPasskey {
  id: string;
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
}

const stored = `id, credential_id as "credentialId", public_key as "publicKey", counter::float8 as counter, transports`;

const object = `json_build_object('id', id, 'name', name, 'createdAt', ${timestamp('created_at')},
  'lastUsedAt', ${timestamp('last_used_at')}, 'isSyncable', is_syncable, 'isBackedUp', is_backed_up)`;

export async function storedPasskeys(): Promise<StoredPasskey[]> {
  return readOnce<StoredPasskey>('identity', {
    name: 'stored-passkeys',
    text: `select ${stored} from colophon.passkeys order by id`,
  });
}

export async function listPasskeys(): Promise<PasskeyJson[]> {
  const text = `select coalesce(json_agg(json_strip_nulls(${object}) order by id), '[]') as items from colophon.passkeys`;
  const [row] = await readOnce<{ items: PasskeyJson[] }>('identity', { name: 'list-passkeys', text });
  return row!.items;
}

/** The passkey of this credential, held until the transaction ends: what it has counted is compared and kept in one go. */
export async function holdPasskey(tx: Tx, credentialId: string): Promise<StoredPasskey | undefined> {
  const { rows } = await tx.query<StoredPasskey>({
    name: 'hold-passkey',
    text: `select ${stored} from colophon.passkeys where credential_id = $1 for no key update`,
    values: [credentialId],
  });
  return rows[0];
}

export async function usePasskey(
  tx: Tx,
  id: string,
  { counter, isBackedUp }: { counter: number; isBackedUp: boolean },
): Promise<void> {
  await tx.query({
    name: 'use-passkey',
    text: `update colophon.passkeys set counter = $2, is_backed_up = $3, last_used_at = now() where id = $1`,
    values: [id, counter, isBackedUp],
  });
}

export interface NewPasskey extends Omit<StoredPasskey, 'id' | 'publicKey'> {
  accountId: string;
  name: string;
  publicKey: Uint8Array;
  isSyncable: boolean;
  isBackedUp: boolean;
}

export async function createPasskey(tx: Tx, made: NewPasskey): Promise<PasskeyJson> {
  const { rows } = await tx.query<{ passkey: PasskeyJson }>({
    name: 'create-passkey',
    text: `insert into colophon.passkeys (account_id, name, credential_id, public_key, counter, transports, is_syncable, is_backed_up)
      select $1, $2, $3, $4, $5, $6, $7, $8 where (select count(*) from colophon.passkeys) < ${mostPasskeys}
      returning json_strip_nulls(${object}) as passkey`,
    values: [
      made.accountId,
      made.name,
      made.credentialId,
      Buffer.from(made.publicKey),
      made.counter,
      made.transports,
      made.isSyncable,
      made.isBackedUp,
    ],
  });
  return rows[0]?.passkey ?? refuse('conflict', `There are ${mostPasskeys} passkeys already: take one away first.`);
}

export async function deletePasskey(tx: Tx, id: string): Promise<void> {
  const text = `delete from colophon.passkeys where id = $1`;
  const { rowCount } = await tx.query({ name: 'delete-passkey', text, values: [id] });
  if (rowCount === 0) refuse('not-found', `There is no passkey "${id}".`);
}
