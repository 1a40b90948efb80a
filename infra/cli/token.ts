import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';

export const summary = '--new [--name <name>]   makes an API token for the author and prints it, once';

export interface NewToken {
  /** To be shown once and never kept. */
  token: string;
  hash: Buffer;
}

/** 256 random bits: nobody guesses them, so their plain SHA-256 is safe to keep. */
export function newToken(): NewToken {
  const token = `colophon_${randomBytes(32).toString('base64url')}`;
  return { token, hash: createHash('sha256').update(token).digest() };
}

export async function run(args: string[], environment: Record<string, string>): Promise<number> {
  const { values } = parseArgs({ args, options: { new: { type: 'boolean' }, name: { type: 'string' } } });
  if (!values.new) {
    process.stderr.write(`Say --new to make a token: npm run colophon -- token --new [--name <name>]\n`);
    return 1;
  }
  const { token, hash } = newToken();
  const name = values.name ?? `made on ${new Date().toISOString().slice(0, 10)}`;
  const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  try {
    await client.query('insert into colophon.api_tokens (name, token_hash) values ($1, $2)', [name, hash]);
  } finally {
    await client.end();
  }
  process.stdout.write(`token ${token}\n`);
  return 0;
}
