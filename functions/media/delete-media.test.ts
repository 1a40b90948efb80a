import { access, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { type FilesUnderTest, filesUnderTest } from '../../infra/checks/files-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { standInLambda } from '../../infra/checks/stand-in-lambda.ts';
import { handler as list } from '../database-read/studio/list-media-for-studio.ts';
import { handler as get } from '../database-read/studio/get-media-for-studio.ts';
import { handler as remove } from './delete-media.ts';
import { handler as sweep } from './sweep.ts';
import { handler as update } from './update-media.ts';

const database = databaseUnderTest();
standInLambda();
let files: FilesUnderTest;
beforeAll(async () => {
  files = await filesUnderTest();
  await database.sql(`
    create table colophon.covers (id uuid primary key default colophon.uuid_v7(), title text, cover_id uuid references colophon.media on delete restrict);
    grant select on colophon.covers to colophon_writer;
    insert into colophon.projects (id, slug, name) values ('019a0000-0000-7000-8000-000000000001', 'one', 'One')`);
});
afterAll(() => database.sql('drop table colophon.covers'));

const file = (name: string) => name.padStart(32, '0');

/** Ready media with a variant, and its two files. */
async function ready(name: string, variant = `${name}a`): Promise<string> {
  const [path, variantPath] = [`/files/${file(name)}.png`, `/files/${file(variant)}.webp`];
  const [media] = await database.sql<{ id: string }>(
    `insert into colophon.media (state, file_name, kind, type, bytes, sha256, path, width, height)
     values ('ready', $1, 'image', 'image/png', 5, $2, $3, 10, 10) returning id`,
    [`${name}.png`, name.padStart(64, '0'), path],
  );
  await database.sql(
    `insert into colophon.media_variants (media_id, type, width, height, bytes, path) values ($1, 'image/webp', 10, 10, 3, $2)`,
    [media!.id, variantPath],
  );
  for (const one of [path, variantPath]) await writeFile(join(files.directory, one.slice('/files/'.length)), 'x');
  return media!.id;
}

const event = (method: string, id: string, body?: object) =>
  httpEvent({ method, path: `/api/v1/media/${id}`, parameters: { id }, ...(body && { body }) });
const gone = async (id: string) => {
  const result = await remove(event('DELETE', id));
  return { status: result.statusCode, detail: bodyOf(result)['detail'] };
};
const isThere = (name: string) =>
  access(join(files.directory, name)).then(
    () => true,
    () => false,
  );

test('what nothing uses is deleted, with its files and those of its variants', async () => {
  const id = await ready('1');
  expect((await gone(id)).status).toBe(204);
  expect([await isThere(`${file('1')}.png`), await isThere(`${file('1a')}.webp`)]).toEqual([false, false]);
  expect((await get(event('GET', id))).statusCode).toBe(404);
  expect((await gone(id)).status).toBe(404);
  expect(await database.sql('select from colophon.media_leftovers')).toEqual([]);
});

test('a row that refers to it holds it, and is named', async () => {
  const id = await ready('2');
  const [cover] = await database.sql<{ id: string }>(
    `insert into colophon.covers (title, cover_id) values ('A cover', $1) returning id`,
    [id],
  );
  expect(await gone(id)).toEqual({ status: 409, detail: `It is used and stays: covers: “A cover” (${cover!.id}).` });
  expect(await isThere(`${file('2')}.png`)).toBe(true);
  await database.sql('delete from colophon.covers');
  expect((await gone(id)).status).toBe(204);
});

test.each([
  ['its file', '3', '.png'],
  ['one of its variants', '4', '.webp'],
])('a post that names %s holds it, and is named', async (_, name, extension) => {
  const id = await ready(name);
  const path = `/files/${file(extension === '.png' ? name : `${name}a`)}${extension}`;
  await database.sql(
    `insert into colophon.posts (project_id, title, body_markdown) values ('019a0000-0000-7000-8000-000000000001', $1, $2)`,
    [`Post ${name}`, `Look: ![](${path})`],
  );
  expect(await gone(id)).toMatchObject({ status: 409, detail: expect.stringContaining(`posts: “Post ${name}”`) });
});

test('a file that other media has as well stays', async () => {
  const [one, other] = [await ready('5', '5b'), await ready('5', '5b')];
  expect((await gone(one)).status).toBe(204);
  expect([await isThere(`${file('5')}.png`), await isThere(`${file('5b')}.webp`)]).toEqual([true, true]);
  expect((await gone(other)).status).toBe(204);
  expect(await isThere(`${file('5')}.png`)).toBe(false);
});

test('files that a killed process left behind are swept', async () => {
  const path = `/files/${file('6')}.png`;
  await writeFile(join(files.directory, `${file('6')}.png`), 'x');
  await database.sql('insert into colophon.media_leftovers (path) values ($1)', [path]);
  expect(await sweep({})).toEqual({ value: { removed: 1 } });
  expect(await isThere(`${file('6')}.png`)).toBe(false);
});

test('an upload that nobody completed is swept a day after its target expired, and its media says so', async () => {
  const made = async (id: string, expired: string) => {
    await database.sql(
      `insert into colophon.media (id, file_name, upload_limit_bytes, upload_expires_at) values ($1, 'a', 9, now() - $2::interval)`,
      [id, expired],
    );
    await files.put(id, Buffer.from('left'));
    const at = new Date(Date.now() - (expired === '25 hours' ? 26 : 1) * 3_600_000);
    await utimes(join(files.uploads, id), at, at);
  };
  const [old, young] = ['019a0000-0000-7000-8000-0000000000a1', '019a0000-0000-7000-8000-0000000000a2'];
  await made(old, '25 hours');
  await made(young, '1 minute');
  await sweep({});
  expect(await readdir(files.uploads)).toEqual([young]);
  expect(bodyOf(await get(event('GET', old)))).toMatchObject({
    state: 'FAILED',
    failure: expect.stringContaining('in time'),
  });
  expect(bodyOf(await get(event('GET', young)))).toMatchObject({ state: 'AWAITING_UPLOAD' });
});

test('its name and words are changed, each alone', async () => {
  const id = await ready('7');
  expect(bodyOf(await update(event('PATCH', id, { alternativeText: 'A harbour' })))).toMatchObject({
    alternativeText: 'A harbour',
    fileName: '7.png',
  });
  expect(bodyOf(await update(event('PATCH', id, { fileName: 'b.png' })))).toMatchObject({
    alternativeText: 'A harbour',
    fileName: 'b.png',
  });
  expect((await update(event('PATCH', id, { fileName: '' }))).statusCode).toBe(422);
  expect((await update(event('PATCH', '019a0000-0000-7000-8000-00000000dead', {}))).statusCode).toBe(404);
});

test('the list shows what changed last first, and goes on where it stopped', async () => {
  for (const name of ['11', '12', '13']) await ready(name);
  const asked = async (query: Record<string, string>) =>
    bodyOf(await list(httpEvent({ path: '/api/v1/studio/media', query }))) as {
      items: { id: string; fileName: string }[];
      nextCursor?: string;
    };
  const whole = await asked({ limit: '100' });
  const first = await asked({ limit: '2' });
  const second = await asked({ limit: '100', cursor: first.nextCursor! });
  expect(whole.nextCursor).toBeUndefined();
  expect([...first.items, ...second.items]).toEqual(whole.items);
  expect(first.items[0]!.fileName).toBe('13.png');
});
