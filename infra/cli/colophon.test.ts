import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../checks/test-database.ts';
import { run } from '../launcher/stand-ins/run.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import { table } from './table.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** As a user types it, where no instance runs; what is set in the environment replaces the instance's. */
async function colophon(args: string[], environment: Record<string, string> = { DATABASE_URL: database.ownerUrl }) {
  const { exited, stdout, stderr } = run(join(import.meta.dirname, 'colophon.ts'), args, {
    DATA_DIR: scratchFolder(),
    ...environment,
  });
  return { code: await exited, stdout, stderr };
}

test('without a verb, and with an unknown one, all verbs are listed', async () => {
  const help = await colophon([]);
  expect(help.code).toBe(0);
  const unknown = await colophon(['publish']);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr[0]).toBe('There is no verb "publish".');
  const verbs = [
    'env',
    'sql',
    'token',
    'create-author',
    'import',
    'dead-letters',
    'redrive',
    'verify-cache',
    'rotate-epoch',
    'maintenance',
  ];
  for (const verb of verbs) {
    expect(help.stdout.join('\n')).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    expect(unknown.stderr.join('\n')).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  }
});

test.each(['env', 'sql', 'redrive'])('%s says in one sentence that nothing runs', async (verb) => {
  const { code, stderr } = await colophon([verb], {});
  expect(code).toBe(1);
  expect(stderr).toEqual([expect.stringMatching(/^No instance of Colophon runs on .*: start one with "npm start"/)]);
});

test('env prints what is known, with the addresses of the roles', async () => {
  const { code, stdout } = await colophon(['env']);
  expect(code).toBe(0);
  expect(stdout).toContain(`DATABASE_URL=${database.ownerUrl}`);
  for (const role of ['reader', 'writer', 'relay', 'identity']) {
    const address = new RegExp(`^DATABASE_${role.toUpperCase()}_URL=postgres://colophon_${role}:`);
    expect(stdout).toContainEqual(expect.stringMatching(address));
  }
});

test('sql prints rows as the server writes them, or what a command did', async () => {
  const rows = await colophon(['sql', `select 1 as one, null as none, true as yes, '2026-01-02'::date as day`]);
  expect(rows).toEqual({
    code: 0,
    stdout: ['one │ none │ yes │ day', '────┼──────┼─────┼───────────', '1   │      │ t   │ 2026-01-02', '(1 row)'],
    stderr: [],
  });
  const commands = await colophon([
    'sql',
    'create table tried (n int); insert into tried values (1), (2); delete from tried where n = 2',
  ]);
  expect(commands.stdout).toEqual(['CREATE', 'INSERT 0 2', 'DELETE 1']);
});

test('a mistake in SQL is told with its place, and nothing else', async () => {
  const { code, stdout, stderr } = await colophon(['sql', 'select\n nothing']);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: [],
    stderr: ['column "nothing" does not exist (line 2, near "nothing")'],
  });
});

test('a token is printed once and stored hashed', async () => {
  const { code, stdout } = await colophon(['token', '--new', '--name', 'laptop']);
  expect(code).toBe(0);
  const [, token = ''] = stdout[0]?.split(' ') ?? [];
  expect(token).toMatch(/^colophon_[A-Za-z0-9_-]{43}$/);
  const stored = await colophon(['sql', `select name from colophon.api_tokens where token_hash = sha256('${token}')`]);
  expect(stored.stdout).toContain('laptop');
  expect((await colophon(['token'])).code).toBe(1);
});

test('a token has the scopes and the end that were said, and what is no scope and no moment to come is refused', async () => {
  const made = await colophon(['token', '--new', '--scope', 'read,write', '--expires', '90d', '--name', 'for a while']);
  expect(made.code).toBe(0);
  const stored = await colophon([
    'sql',
    `select scopes, prefix, round(extract(epoch from expires_at - now()) / 86400) as days from colophon.api_tokens where name = 'for a while'`,
  ]);
  expect(stored.stdout.join('\n')).toMatch(/\{read,write\} +│ colophon_[\w-]{5} +│ 90/);
  const wrong = [
    ['--scope', 'admin'],
    ['--expires', '2001-01-01'],
    ['--expires', 'soon'],
  ];
  for (const args of wrong) {
    const { code, stderr } = await colophon(['token', '--new', ...args]);
    expect([code, stderr]).toEqual([1, [expect.stringContaining(args[1]!)]]);
  }
});

test('the link to set the account up is printed, and each new one ends the former', async () => {
  const settings = { DATABASE_URL: database.ownerUrl, PUBLIC_URL: 'http://localhost:8080' };
  const links = [await colophon(['create-author'], settings), await colophon(['create-author'], settings)];
  for (const { code, stdout } of links)
    expect([code, stdout]).toEqual([
      0,
      [expect.stringMatching(/^setup http:\/\/localhost:8080\/studio\/setup\?token=setup_[\w-]{43}$/)],
    ]);
  const token = links[1]!.stdout[0]!.split('token=')[1]!;
  const stored = await colophon([
    'sql',
    `select count(*), bool_and(token_hash = sha256('${token}')) from colophon.setup_links`,
  ]);
  expect(stored.stdout[2]).toMatch(/^1 +│ t/);
  await colophon([
    'sql',
    `insert into colophon.accounts (email, name, password_hash) values ('a@b', 'A', '$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA')`,
  ]);
  const recovery = await colophon(['create-author'], settings);
  expect(recovery.stdout).toEqual([expect.stringMatching(/^recovery .*token=recovery_[\w-]{43}$/)]);
});

test('a database that does not answer is told in a sentence, without a stack', async () => {
  const { code, stderr } = await colophon(['sql', 'select 1'], { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' });
  expect(code).toBe(1);
  expect(stderr).toEqual([expect.stringContaining('ECONNREFUSED')]);
});

test('columns are as wide as their widest value, and a line break in a value breaks no row', () => {
  expect(
    table(
      ['a', 'name'],
      [
        ['1', 'größer'],
        ['22', 'two\nlines'],
      ],
    ),
  ).toBe(['a  │ name', '───┼──────────', '1  │ größer', '22 │ two↵lines', '(2 rows)', ''].join('\n'));
});
