import { refuse } from '../_http/refusal.ts';
import { readOnce } from './transaction.ts';

/**
 * Names the history that this database's transaction ids belong to. A server in recovery gives snapshots of its own and
 * is a broken setting.
 */
export async function databaseIdentity(): Promise<string> {
  const [row] = await readOnce<{ identity: string; recovering: boolean }>('writer', {
    name: 'identity',
    text: `select colophon.database_identity() as identity, pg_is_in_recovery() as recovering`,
  });
  if (row!.recovering) refuse('unavailable', 'DATABASE_URL names a server in recovery; Colophon needs the primary.');
  return row!.identity;
}
