import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { failJob, finishJob } from './media-jobs.ts';

const database = databaseUnderTest();
let reader: Client;
beforeAll(async () => {
  reader = new Client({ connectionString: database.addresses.readerUrl });
  await reader.connect();
});
afterAll(() => reader.end());
beforeEach(() => database.sql('delete from colophon.media; delete from colophon.outbox'));

const name = (letter: string) => letter.repeat(32);
/** What a ready picture of these tests is announced by; its variants are all called the same. */
const told = (id: string, ...names: string[]) => [
  ...[`file:${name('0')}.webp`, `file:${name('a')}.png`, ...names.map((each) => `file:${name(each)}.png`)],
  ...['media', `media:${id}`],
];

async function processing(kind: 'image' | 'document' = 'image'): Promise<string> {
  const [row] = await database.sql<{ id: string }>(
    `insert into colophon.media (state, file_name, alternative_text, kind, type, bytes, sha256, path)
     values ('processing', 'a', 'A harbour', $1, $2, 5, $3, $4) returning id`,
    [
      kind,
      kind === 'image' ? 'image/png' : 'application/pdf',
      'a'.repeat(64),
      `/files/${name('a')}.${kind === 'image' ? 'png' : 'pdf'}`,
    ],
  );
  return row!.id;
}
const variant = (type: string, width: number) => ({
  path: `/files/${name(String(width % 10))}.webp`,
  type,
  width,
  height: width / 2,
  bytes: 9,
});
const result = {
  ...{ width: 1000, height: 500, pages: 1, placeholder: 'data:,' },
  variants: [variant('image/webp', 960), variant('image/webp', 480), variant('image/avif', 480)],
};
const announced = async () => {
  const rows = await database.sql<{ tag: string }>('select tag from colophon.outbox order by tag');
  await database.sql('delete from colophon.outbox');
  return rows.map(({ tag }) => tag);
};
const pictures = async () => (await reader.query<{ picture: object }>('select picture from published.pictures')).rows;

test('a picture is there for readers when it is ready, as JSON, and is announced', async () => {
  const id = await processing();
  expect([await pictures(), await announced()]).toEqual([[], []]);
  await finishJob(id, result);
  expect(await announced()).toEqual(told(id));
  expect((await pictures())[0]?.picture).toEqual({
    ...{ id, path: `/files/${name('a')}.png`, type: 'image/png', width: 1000, height: 500 },
    ...{ alternativeText: 'A harbour', placeholder: 'data:,' },
    variants: [variant('image/avif', 480), variant('image/webp', 480), variant('image/webp', 960)],
  });
});

test('a document is shown by the widest picture of its first page', async () => {
  await finishJob(await processing('document'), result);
  expect((await pictures())[0]?.picture).toMatchObject({
    path: variant('', 960).path,
    type: 'image/webp',
    width: 960,
    height: 480,
  });
});

test('a picture that fails, and what was never ready, is nobody’s reading', async () => {
  const id = await processing();
  await failJob(id, 'The file is damaged.');
  await database.sql(`update colophon.media set alternative_text = 'other' where id = $1`, [id]);
  expect([await pictures(), await announced()]).toEqual([[], []]);
});

test.each([
  ['its words', `update colophon.media set alternative_text = 'other'`, true],
  ['its file', `update colophon.media set path = '/files/${name('b')}.png'`, true, 'b'],
  ['its name, which nobody is shown', `update colophon.media set file_name = 'other'`, false],
  ['nothing', `update colophon.media set width = width`, false],
  ['a variant', `update colophon.media_variants set bytes = 10 where type = 'image/avif'`, true],
  ['a variant less', `delete from colophon.media_variants where type = 'image/avif'`, true],
  ['itself, deleted by hand', `delete from colophon.media`, true],
  ['itself, no longer ready', `update colophon.media set state = 'failed', failure = 'x'`, true],
])(
  'of what is ready a change of %s is announced, or is none',
  async (_, statement, isAnnounced, ...names: string[]) => {
    const id = await processing();
    await finishJob(id, result);
    await announced();
    await database.sql(statement);
    expect(await announced()).toEqual(isAnnounced ? told(id, ...names) : []);
  },
);

test('emptied tables announce everything, also in a session that replays', async () => {
  await database.sql('truncate colophon.media cascade');
  expect(await announced()).toEqual(['all']);
  const id = await processing();
  await finishJob(id, result);
  await announced();
  await database.sql(
    `begin; set local session_replication_role = replica; update colophon.media set alternative_text = 'x'; commit`,
  );
  expect(await announced()).toEqual(told(id));
});

test('readers see pictures and nothing else of media', async () => {
  for (const table of ['media', 'media_variants', 'media_jobs', 'media_leftovers'])
    await expect(reader.query(`select * from colophon.${table}`)).rejects.toThrow('permission denied');
});

test.each([
  ['a ready one without a size', `update colophon.media set state = 'ready'`, 'media_ready_has_size'],
  ['a failed one without a reason', `update colophon.media set state = 'failed'`, 'media_failed_says_why'],
  [
    'a processed one without a file',
    `insert into colophon.media (state, file_name) values ('processing', 'a')`,
    'media_stored_when_processed',
  ],
  ['half of what is known of a file', `update colophon.media set sha256 = null`, 'media_stored_is_whole'],
  ['a path of elsewhere', `update colophon.media set path = '/files/../x.png'`, 'media_path_shape'],
])('%s is refused by the database', async (_, statement, constraint) => {
  await processing();
  await expect(database.sql(statement)).rejects.toMatchObject({ constraint });
});
