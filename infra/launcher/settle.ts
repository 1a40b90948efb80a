import pg from 'pg';
import { asker, type Environment } from '../cli/import/ask.ts';
import { makeSetupLink } from '../cli/setup-link.ts';
import { everything, keepToken, newToken } from '../cli/token.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { errand } from './errand.ts';
import type { ErrandMessage } from './errand.ts';
import { isMarked, mark, noteOf } from './first-start.ts';

/**
 * The functions answer: checks that the cache belongs to this database, on the first start makes the token and brings in the
 * sample site, and as long as there is no account, makes the link to set it up.
 */
const dataDir = process.env['DATA_DIR'] ?? '';

await errand(async (tell) => {
  await checkIdentity();
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  try {
    if (!isMarked(dataDir, 'token-printed')) await makeToken(client, tell);
    await makeLink(client, tell);
    if (!isMarked(dataDir, 'seeded'))
      await seed(client, (line) => void tell({ kind: 'progress', part: 'sample site', line }));
  } finally {
    await client.end();
  }
});

/** Before the first reader: another database than last time must not be read through the cache of the former one. */
async function checkIdentity(): Promise<void> {
  const ask = asker(process.env as Environment);
  const { brokenSetting } = await ask<{ brokenSetting: string }>('operations-check-identity', {}).catch(
    (error: Error) => {
      throw new CannotStart(`The identity of the database could not be checked: ${error.message}`);
    },
  );
  if (brokenSetting) throw new CannotStart(brokenSetting);
}

/** A token that was made but never shown is of no use to anybody: it goes, and a fresh one comes. */
async function makeToken(client: pg.Client, tell: (message: ErrandMessage) => Promise<void>): Promise<void> {
  const unseen = noteOf(dataDir, 'token-made');
  if (unseen) await client.query('delete from colophon.api_tokens where token_hash = $1', [Buffer.from(unseen, 'hex')]);
  const made = newToken();
  mark(dataDir, 'token-made', made.hash.toString('hex'));
  await keepToken(client, made, { name: 'first start', scopes: [...everything] });
  await tell({ kind: 'token', token: made.token });
}

/** Each start prints another, until one was used: what an earlier start printed holds no longer. */
async function makeLink(client: pg.Client, tell: (message: ErrandMessage) => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ some: boolean }>('select exists (select from colophon.accounts) as some');
  if (rows[0]?.some) return;
  const { address } = await makeSetupLink(client, process.env['PUBLIC_URL'] ?? '');
  await tell({ kind: 'setup', address });
}

/** A database of the user's own that holds a site already is left as it is; what we ourselves began, we finish. */
async function seed(client: pg.Client, onProgress: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ some: boolean }>('select exists (select from colophon.projects) as some');
  if (isMarked(dataDir, 'seeding') || !rows[0]?.some) {
    mark(dataDir, 'seeding');
    const { importSampleSite } = await import('../sample-site/seed.ts');
    const reports = await importSampleSite(process.env as Record<string, string>, onProgress);
    if (reports.some(({ failed }) => failed > 0))
      return onProgress('is not here whole; the next start goes on with it');
  }
  mark(dataDir, 'seeded');
}
