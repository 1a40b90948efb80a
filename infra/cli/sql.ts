import { text } from 'node:stream/consumers';
import pg from 'pg';
import type { QueryArrayResult } from 'pg';
import type { Environment } from './environment.ts';
import { table } from './table.ts';

export const summary =
  "'<statement>'   runs SQL as the owner of the database and prints its rows; without an argument it reads standard input";

export async function run(args: string[], environment: Environment): Promise<number> {
  const statement = args.length > 0 ? args.join(' ') : await text(process.stdin);
  // Values are shown as the server writes them, not as JavaScript would.
  const types = { getTypeParser: () => (value: string | Buffer) => String(value) };
  const client = new pg.Client({
    connectionString: environment['DATABASE_URL'],
    types,
    application_name: 'colophon sql',
  });
  client.on('notice', (notice) => process.stderr.write(`${notice.severity}: ${notice.message}\n`));
  await client.connect();
  try {
    const results = (await client.query({ text: statement, rowMode: 'array' })) as unknown as
      QueryArrayResult | QueryArrayResult[];
    for (const result of [results].flat()) process.stdout.write(shown(result));
    return 0;
  } catch (error) {
    process.stderr.write(complaint(error as pg.DatabaseError, statement));
    return 1;
  } finally {
    await client.end();
  }
}

function shown({ fields, rows, command, rowCount }: QueryArrayResult): string {
  if (fields.length > 0)
    return table(
      fields.map(({ name }) => name),
      rows as (string | null)[][],
    );
  if (!command) return '';
  return `${command === 'INSERT' ? 'INSERT 0' : command}${rowCount === null ? '' : ` ${rowCount}`}\n`;
}

function complaint({ message, detail, hint, position }: pg.DatabaseError, statement: string): string {
  const line = position
    ? ` (line ${statement.slice(0, Number(position)).split('\n').length}, near "${statement.slice(Number(position) - 1).split(/\s/)[0]}")`
    : '';
  return [`${message}${line}`, detail, hint && `Hint: ${hint}`].filter(Boolean).join('\n') + '\n';
}
