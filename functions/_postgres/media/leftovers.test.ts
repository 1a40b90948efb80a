import { expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { transaction } from '../transaction.ts';
import { removeLeftovers } from './leftovers.ts';
import { registerMedia } from './media.ts';

const database = databaseUnderTest();
const path = `/files/${'a'.repeat(32)}.png`;
const stored = { path, sha256: 'a'.repeat(64), type: 'image/png', bytes: 1, fileName: 'a.png', alternativeText: '' };

/**
 * The one order that matters: the file was found to be there, and is taken away before its media is known. Who registers waits
 * for who removes, so that looking after the commit tells for sure.
 */
test('who stores a file that is being taken away learns after its commit whether it is still there', async () => {
  await database.sql('insert into colophon.media_leftovers (path) values ($1)', [path]);
  let isThere = true;
  let registering: Promise<boolean> | undefined;
  await removeLeftovers(async () => {
    registering = transaction((tx) => registerMedia(tx, stored)).then(() => isThere);
    const waiting = () =>
      database.sql(`select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`);
    await expect.poll(waiting).toHaveLength(1);
    isThere = false;
  });
  expect(await registering).toBe(false);
});

test('a file that became media again stays', async () => {
  await database.sql('insert into colophon.media_leftovers (path) values ($1) on conflict do nothing', [path]);
  const removed: string[] = [];
  expect(await removeLeftovers(async (one) => void removed.push(one))).toBe(1);
  expect(removed).toEqual([]);
  expect(await database.sql('select from colophon.media_leftovers')).toEqual([]);
});

test('what could not be removed is tried again', async () => {
  const other = `/files/${'b'.repeat(32)}.png`;
  await database.sql('insert into colophon.media_leftovers (path) values ($1)', [other]);
  await expect(removeLeftovers(() => Promise.reject(new Error('the disk is away')))).rejects.toThrow(
    'the disk is away',
  );
  const removed: string[] = [];
  await removeLeftovers(async (one) => void removed.push(one));
  expect(removed).toEqual([other]);
});
