import pg from 'pg';
import { EndedEarly, invoker, Unreachable } from './lambda.ts';
import type { Environment } from './lambda.ts';

export const summary =
  'says that the database is another one than before, as after a restore by hand: caches begin anew';

export async function run(_args: string[], environment: Environment): Promise<number> {
  const client = new pg.Client({
    connectionString: environment['DATABASE_URL'],
    application_name: 'colophon rotate-epoch',
  });
  await client.connect();
  try {
    await client.query('update colophon.database_epoch set epoch = gen_random_uuid()');
  } finally {
    await client.end();
  }
  process.stdout.write('The epoch was rotated.\n');
  return tell(environment);
}

/** Whoever runs notices by schedule, too; until then readers may be shown what was cached before. */
async function tell(environment: Environment): Promise<number> {
  const { LAMBDA_ENDPOINT: endpoint, FUNCTION_PREFIX: prefix } = environment;
  if (!endpoint && !prefix) return say('No instance runs that could be told: it is noticed when one starts.', 0);
  try {
    const answer = await invoker(environment)<{ refusal?: { detail: string } }>('operations-check-identity', {});
    if (!answer.refusal) return say('A new cache generation begins: nothing that was cached before is shown.', 0);
    return say(`The cache was not told yet: ${answer.refusal.detail} It is tried again by schedule.`, 1);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof EndedEarly)) throw error;
    return say(`The cache was not told: ${error.message}`, 1);
  }
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}
