import { refuse } from '../_http/refusal.ts';
import { smallReadMs } from './pool.ts';
import { readOnce } from './transaction.ts';

/**
 * Names the history that this database's transaction ids belong to. A server in recovery gives snapshots of its own and
 * is a broken setting.
 */
export async function databaseIdentity(): Promise<string> {
  const statement = {
    name: 'identity',
    text: `select colophon.database_identity() as identity, pg_is_in_recovery() as recovering`,
  };
  type Row = { identity: string; recovering: boolean };
  const [row] = await readOnce<Row>('writer', statement, [], smallReadMs);
  if (row!.recovering) refuse('unavailable', 'DATABASE_URL names a server in recovery; Colophon needs the primary.');
  return row!.identity;
}
