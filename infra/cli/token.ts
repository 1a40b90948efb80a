import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';

export const summary =
  '--new [--name <name>] [--scope read,write,operate] [--expires <days>d or <date>]   makes an API token for the author and prints it, once';

const scopes = ['read', 'write', 'operate'];

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

export interface KeptToken {
  name: string;
  scopes: string[];
  expiresAt?: Date | undefined;
}

/** As the database's owner. Of the token itself its beginning is kept, for the author to know it again. */
export async function keepToken(client: pg.Client, { token, hash }: NewToken, kept: KeptToken): Promise<void> {
  await client.query(
    'insert into colophon.api_tokens (name, token_hash, prefix, scopes, expires_at) values ($1, $2, $3, $4, $5)',
    [kept.name, hash, token.slice(0, 14), kept.scopes, kept.expiresAt ?? null],
  );
}

export const everything: readonly string[] = scopes;

export async function run(args: string[], environment: Record<string, string>): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      new: { type: 'boolean' },
      name: { type: 'string' },
      scope: { type: 'string', multiple: true },
      expires: { type: 'string' },
    },
  });
  if (!values.new) {
    process.stderr.write(
      'Say --new to make a token: npm run colophon -- token --new [--name <name>] [--scope <scopes>] [--expires <when>]\n',
    );
    return 1;
  }
  const kept = {
    name: values.name ?? `made on ${new Date().toISOString().slice(0, 10)}`,
    scopes: scopesOf(values.scope),
    expiresAt: values.expires === undefined ? undefined : momentOf(values.expires),
  };
  const made = newToken();
  const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  try {
    await keepToken(client, made, kept);
  } finally {
    await client.end();
  }
  process.stdout.write(`token ${made.token}\n`);
  return 0;
}

/** Said once with commas, or once for each; everything where nothing is said. */
function scopesOf(said: string[] = scopes): string[] {
  const wanted = [...new Set(said.flatMap((each) => each.split(',')).map((each) => each.trim()))];
  const unknown = wanted.find((each) => !scopes.includes(each));
  if (unknown !== undefined)
    throw new Error(`There is no scope "${unknown}": say one or more of ${scopes.join(', ')}.`);
  return wanted;
}

function momentOf(said: string): Date {
  const days = /^([1-9]\d{0,3})d$/.exec(said)?.[1];
  const moment = days ? new Date(Date.now() + Number(days) * 24 * 60 * 60 * 1000) : new Date(said);
  if (Number.isNaN(moment.getTime()) || moment.getTime() <= Date.now())
    throw new Error(
      `--expires ${said} is no moment to come: say a number of days such as 90d, or a date such as 2027-01-31.`,
    );
  return moment;
}
