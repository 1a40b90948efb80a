import { createHash, randomBytes } from 'node:crypto';
import type { Client } from 'pg';

/** Long enough to fetch a coffee, and to find the address again in the terminal; each start makes another. */
const hours = { setup: 24, recovery: 1 };

/**
 * Makes the one link that holds from here on: to set the account up, or where there is one already, to give it a new
 * password. The former link ends. Whoever can do this is the database's owner, so the machine's.
 * @returns its address, to be shown once and never kept
 */
export async function makeSetupLink(
  client: Client,
  publicUrl: string,
): Promise<{ purpose: 'setup' | 'recovery'; address: string }> {
  const { rows } = await client.query<{ some: boolean }>('select exists (select from colophon.accounts) as some');
  const purpose = rows[0]?.some ? 'recovery' : 'setup';
  const token = `${purpose}_${randomBytes(32).toString('base64url')}`;
  await client.query(
    `insert into colophon.setup_links (purpose, token_hash, expires_at) values ($1, $2, now() + make_interval(hours => $3))
     on conflict (is_only) do update set (purpose, token_hash, created_at, expires_at) = (excluded.purpose, excluded.token_hash, now(), excluded.expires_at)`,
    [purpose, createHash('sha256').update(token).digest(), hours[purpose]],
  );
  return { purpose, address: `${publicUrl}/studio/setup?token=${token}` };
}
