import { log } from '../_env/log.ts';
import { useToken } from '../_postgres/identity/api-tokens.ts';
import { seeSession } from '../_postgres/identity/sessions.ts';
import { transaction } from '../_postgres/transaction.ts';

/** That it was used is written down once a minute at most, and nobody is turned away because it could not be. */
export async function noteUse(what: 'token' | 'session', { id, isDue }: { id: string; isDue: boolean }): Promise<void> {
  if (!isDue) return;
  const write = what === 'token' ? useToken : seeSession;
  await transaction((tx) => write(tx, id), 'identity').catch((error: unknown) =>
    log.warn({ err: error, [what]: id }, 'its use was not noted'),
  );
}
