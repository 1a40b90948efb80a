import pg from 'pg';
import { makeSetupLink } from './setup-link.ts';

export const summary =
  "prints a one-time link that makes the author's account, or gives it a new password where it is there";

export async function run(_args: string[], environment: Record<string, string>): Promise<number> {
  const publicUrl = environment['PUBLIC_URL'];
  if (!publicUrl) {
    process.stderr.write('Set PUBLIC_URL to the address of the site: the link leads there.\n');
    return 1;
  }
  const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  try {
    const { purpose, address } = await makeSetupLink(client, publicUrl);
    process.stdout.write(`${purpose} ${address}\n`);
  } finally {
    await client.end();
  }
  return 0;
}
