import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../services/postgres.ts';
import { identify, isRunning, type ProcessIdentity } from '../services/processes.ts';
import { startQueue } from '../services/queue.ts';
import { endLeftover } from '../services/running.ts';
import { migrateForTests, templateDatabase } from './template.ts';

export interface TestServices {
  /** Everything of this run lies below it: clusters, logs, sockets. */
  dir: string;
  /** The owner's address of the cluster that all files share, one database a file. */
  postgresUrl: string;
  queueEndpoint: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices;
  }
}

const prefix = join(tmpdir(), 'colophon-checks-');

/** Settings of whoever runs the tests must not lead a test to a database that somebody needs. */
const foreign =
  /^(DATABASE|REDIS|SQS|LAMBDA|CACHE_INVALIDATION|MEDIA|SESSION|COLOPHON|FILE|IMAGE_LIMIT|PDF_LIMIT|UPLOAD_SECRET|INTERNAL_SECRET|TRUSTED_PROXIES|RATE_LIMIT|DATA_DIR|PUBLIC_URL|WEB_URL|API_URL|PORT$|HOST$|AWS_PROFILE|AWS_ENDPOINT)/;

/**
 * What every test file shares: one Postgres cluster with a migrated template database, and one queue server, both
 * thrown away afterwards. A Redis takes 30 ms to start, so each file that needs one has its own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const name of Object.keys(process.env)) if (foreign.test(name)) delete process.env[name];
  await endWhatKilledRunsLeft();
  const dir = await mkdtemp(prefix);
  await writeFile(join(dir, 'owner.json'), JSON.stringify(identify(process.pid)));
  try {
    const [postgres, queue] = await Promise.all([
      startPostgres({ dir: join(dir, 'postgres'), database: templateDatabase, fsync: false }),
      startQueue({ dir: join(dir, 'queue'), persist: false }),
    ]);
    await migrateForTests(postgres.url);
    project.provide('services', { dir, postgresUrl: postgres.url, queueEndpoint: queue.endpoint });
  } catch (error) {
    await endAllIn(dir);
    throw error;
  }
  return () => endAllIn(dir);
}

/** Each part that was started beside this folder's files has its identity there, also those of a test file that was killed. */
async function endAllIn(dir: string): Promise<void> {
  const files = await readdir(dir);
  const bases = files
    .filter((file) => file.endsWith('.process.json'))
    .map((file) => join(dir, file.replace(/\.process\.json$/, '')));
  await Promise.all(bases.map((base) => endLeftover(base, [['SIGINT', 2000]])));
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

async function endWhatKilledRunsLeft(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dir = join(tmpdir(), name);
    if (!dir.startsWith(prefix)) continue;
    const owner = await readFile(join(dir, 'owner.json'), 'utf8').catch(() => undefined);
    if (owner && !isRunning(JSON.parse(owner) as ProcessIdentity)) await endAllIn(dir);
  }
}
