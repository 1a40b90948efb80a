import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import {
  type RedirectJson,
  type RedirectListJson,
  RedirectSchema,
} from '../../../proto/gen/colophon/redirects/v1/redirects_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type Redirect = MessageShape<typeof RedirectSchema>;

const object = `json_build_object('id', id, 'fromPath', from_path, 'toPath', to_path,
  'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')})`;

/** What has the form of an address and is none, and steps within a path: a browser would be sent nowhere, or in a circle that no text shows. */
function requireAddresses(addresses: { fromPath?: string | undefined; toPath?: string | undefined }): void {
  for (const [field, address] of Object.entries(addresses)) {
    if (address === undefined) continue;
    if (!URL.canParse(address, 'http://site.example') || /(^|\/)\.{1,2}(\/|$)/.test(address.replace(/[?#].*$/s, ''))) {
      refuse('invalid', `${field} must be an address that can be gone to.`, [
        { field, issue: 'must be an address that can be gone to' },
      ]);
    }
  }
}

export async function createRedirect(tx: Tx, redirect: { fromPath: string; toPath: string }): Promise<Redirect> {
  requireAddresses(redirect);
  const { rows } = await tx.query<{ object: RedirectJson }>({
    name: 'create-redirect',
    text: `insert into colophon.redirects (from_path, to_path) values ($1, $2) returning ${object} as object`,
    values: [redirect.fromPath, redirect.toPath],
  });
  return fromJson(RedirectSchema, rows[0]!.object);
}

/** Changes what is given and leaves the rest. */
export async function updateRedirect(
  tx: Tx,
  id: string,
  change: { fromPath?: string | undefined; toPath?: string | undefined },
): Promise<Redirect> {
  requireAddresses({ fromPath: change.fromPath, toPath: change.toPath });
  const { rows } = await tx.query<{ object: RedirectJson }>({
    name: 'update-redirect',
    text: `update colophon.redirects set from_path = coalesce($2, from_path), to_path = coalesce($3, to_path)
      where id = $1 returning ${object} as object`,
    values: [id, change.fromPath, change.toPath],
  });
  if (!rows[0]) refuse('not-found', `There is no redirect "${id}".`);
  return fromJson(RedirectSchema, rows[0].object);
}

export async function deleteRedirect(tx: Tx, id: string): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'delete-redirect',
    text: `delete from colophon.redirects where id = $1`,
    values: [id],
  });
  if (rowCount === 0) refuse('not-found', `There is no redirect "${id}".`);
}

const list = {
  name: 'redirects-for-studio',
  text: `
    select coalesce(json_agg(${object} order by updated_at desc, id desc), '[]') as items
    from (
      select * from colophon.redirects where $1::timestamptz is null or (updated_at, id) < ($1, $2)
      order by updated_at desc, id desc limit $3) page`,
};

/** The redirects that changed last come first. */
export async function redirectsForStudio(
  limit: number,
  after?: { updatedAt: string; id: string },
): Promise<NonNullable<RedirectListJson['items']>> {
  const values = [after?.updatedAt ?? null, after?.id ?? null, limit];
  const [row] = await readOnce<{ items: RedirectJson[] }>('writer', list, values);
  return row!.items;
}
