import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { identify, isRunning } from './processes.ts';
import { withoutNamespace } from './run-as.ts';
import { runAndKill, scratchFolder } from './stand-ins.ts';

let running: RunningPostgres | undefined;
afterEach(() => running?.stop());

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('a cluster is made, listens on loopback with a password, and is the same one after a stop', async () => {
  const dir = join(scratchFolder(), 'postgres');
  running = await startPostgres({ dir, fsync: false });
  expect(statSync(`${dir}.password`).mode & 0o777).toBe(0o600);
  const settings = `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
    current_setting('server_encoding') as encoding, current_setting('max_connections')::int as connections, lower('ÄÉ') as lower`;
  expect(await query(running.url, settings)).toEqual([
    { listen: '127.0.0.1', sockets: '', encoding: 'UTF8', connections: 60, lower: 'äé' },
  ]);
  await expect(query(running.url.replace(running.password, 'wrong'), 'select 1')).rejects.toThrow(/password/);
  await query(running.url, `create table kept as select 7 as n`);
  const first = identify(running.pid);
  await running.stop();
  expect(first && isRunning(first)).toBe(false);
  running = await startPostgres({ dir, fsync: false });
  expect(await query(running.url, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('what a killed launcher left is replaced, and nothing that was committed is lost', async () => {
  const dir = join(scratchFolder(), 'postgres');
  const left = await runAndKill(`
    import pg from 'pg';
    import { startPostgres } from '${import.meta.dirname}/postgres.ts';
    const { pid, url } = await startPostgres({ dir: ${JSON.stringify(dir)}, fsync: false });
    const client = new pg.Client(url);
    await client.connect();
    await client.query('create table kept as select 8 as n');
    process.stdout.write(String(pid));`);
  const identity = identify(Number(left));
  expect(identity).toBeDefined();
  // Even without our own record, the cluster's is found.
  rmSync(`${dir}.process.json`);
  running = await startPostgres({ dir, fsync: false });
  expect(identity && isRunning(identity)).toBe(false);
  expect(await query(running.url, 'select n from kept')).toEqual([{ n: 8 }]);
});

test('a server that was killed comes back on the same port', async () => {
  const dir = join(scratchFolder(), 'postgres');
  const first = await startPostgres({ dir, fsync: false });
  const client = new pg.Client(first.url);
  client.on('error', () => undefined);
  await client.connect();
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toBe('signal SIGKILL');
  running = await startPostgres({ dir, port: first.port, fsync: false });
  expect(running.url).toBe(first.url);
  expect(await query(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that was killed is replaced as soon as whoever inherited it has taken note of its end', async () => {
  const dir = join(scratchFolder(), 'postgres');
  const first = await startPostgres({ dir, fsync: false });
  await first.stop();
  const inheritor = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = (await once(inheritor.stdout, 'data')) as [Buffer];
    const dead = Number(said.toString());
    // Once it is no shell any more, it takes no note.
    const inherited = () => readFileSync(`/proc/${inheritor.pid}/comm`, 'utf8');
    await expect.poll(inherited, { timeout: 5_000, interval: 10 }).toBe('sleep\n');
    process.kill(dead, 'SIGKILL');
    await expect.poll(() => identify(dead), { timeout: 5_000, interval: 10 }).toBeUndefined();
    writeFileSync(join(dir, 'postmaster.pid'), `${dead}\n${dir}\n`, { mode: 0o600 });
    const starting = startPostgres({ dir, fsync: false }).then((started) => (running = started));
    const log = () => readFileSync(`${dir}.log`, 'utf8');
    await Promise.race([starting, expect.poll(log, { timeout: 20_000, interval: 10 }).toContain('already exists')]);
    inheritor.kill();
    expect(await query((await starting).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  } finally {
    inheritor.kill();
  }
});

test('a lost password is set anew', async () => {
  const dir = join(scratchFolder(), 'postgres');
  const first = await startPostgres({ dir, fsync: false });
  await first.stop();
  rmSync(`${dir}.password`);
  running = await startPostgres({ dir, fsync: false });
  expect(running.password).not.toBe(first.password);
  expect(await query(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test.runIf(process.getuid?.() === 0)(
  'where user namespaces are forbidden, root runs it as another account',
  async () => {
    const dir = join(scratchFolder(), 'postgres');
    running = await startPostgres({ dir, fsync: false, as: await withoutNamespace() });
    expect(statSync(dir).uid).not.toBe(0);
    expect(readFileSync(`/proc/${running.pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
    expect(await query(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);
