import { createHash } from 'node:crypto';
import { smallReadMs } from './pool.ts';
import { readOnce } from './transaction.ts';

/** The token of this secret. Only its hash is stored, and looked up: its 256 random bits cannot be found by timing. */
export async function findToken(token: string): Promise<{ id: string } | undefined> {
  const hash = createHash('sha256').update(token).digest();
  const statement = { name: 'find-token', text: `select id from colophon.api_tokens where token_hash = $1` };
  const [found] = await readOnce<{ id: string }>('writer', statement, [hash], smallReadMs);
  return found;
}
