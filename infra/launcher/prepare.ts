import pg from 'pg';
import { migrate } from '../migrations/migrate.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { createQueues } from '../services/create-queues.ts';
import { requireRedis } from '../services/require-redis.ts';
import { errand } from './errand.ts';
import { rolePassword } from './environment.ts';

/** The services answer: brings their contents to where the functions expect them. */
await errand(async (tell) => {
  const databaseUrl = process.env['DATABASE_URL'] ?? '';
  const [urls] = await Promise.all([
    createQueues(process.env['SQS_ENDPOINT'] ?? '', awsCredentials()),
    prepareDatabase(databaseUrl, (line) => void tell({ kind: 'progress', part: 'database', line })),
    requireRedis(process.env['REDIS_URL'] ?? ''),
  ]);
  await tell({ kind: 'queues', urls });
});

function awsCredentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

async function prepareDatabase(databaseUrl: string, onProgress: (line: string) => void): Promise<void> {
  await requirePrimary(databaseUrl);
  try {
    await migrate({ databaseUrl, passwordOf: (role) => rolePassword(databaseUrl, role), onProgress });
  } catch (error) {
    throw new CannotStart(`The database in DATABASE_URL could not be migrated: ${(error as Error).message}`);
  }
}

/** Objects are built on the primary alone: a standby's snapshots know nothing of the transactions that events name. */
async function requirePrimary(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ standby: boolean; version: number }>(
      `select pg_is_in_recovery() as standby, current_setting('server_version_num')::int as version`,
    );
    if (rows[0]?.standby)
      throw new CannotStart(
        'The setting DATABASE_URL is broken: that server is a standby, and Colophon needs the primary.',
      );
    if ((rows[0]?.version ?? 0) < 160000)
      throw new CannotStart('The setting DATABASE_URL is broken: Colophon needs Postgres 16 or newer.');
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `The database in DATABASE_URL does not answer: ${(error as Error).message || String((error as { code?: string }).code)}.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
