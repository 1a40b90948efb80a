import { Redis } from 'ioredis';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { freshCluster, freshDatabase, freshRedis } from './test-database.ts';

async function ask(url: string, text: string): Promise<Record<string, unknown> | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows[0];
}

const identity = `select colophon.database_identity() as identity`;

test('each database is migrated, and its own', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  await ask(one.ownerUrl, `insert into sites (title) values ('One')`);
  expect(await ask(one.readerUrl, `select title from sites`)).toEqual({ title: 'One' });
  expect(await ask(other.readerUrl, `select title from sites`)).toBeUndefined();
  expect(await ask(one.writerUrl, identity)).not.toEqual(await ask(other.writerUrl, identity));
  await Promise.all([one.drop(), other.drop()]);
  await expect(ask(one.ownerUrl, 'select 1')).rejects.toThrow('does not exist');
});

test('a cluster is one of its own, so that no transaction of another test holds back its snapshots', async () => {
  const [cluster, database] = await Promise.all([freshCluster(), freshDatabase()]);
  const system = `select system_identifier from pg_control_system()`;
  expect(await ask(cluster.ownerUrl, system)).not.toEqual(await ask(database.ownerUrl, system));
  await Promise.all([cluster.drop(), database.drop()]);
});

test('each Redis is a server of its own', async () => {
  const servers = await Promise.all([freshRedis(), freshRedis({ directives: { maxmemory: '5mb' } })]);
  const [one, other] = servers.map(({ url }) => new Redis(url));
  await one!.set('key', 'value');
  expect(await other!.get('key')).toBeNull();
  expect(await other!.config('GET', 'maxmemory')).toEqual(['maxmemory', String(5 << 20)]);
  for (const client of [one, other]) client!.disconnect();
  await Promise.all(servers.map((server) => server.stop()));
});
