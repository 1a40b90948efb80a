import { beforeAll, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { buildPost } from '../posts/build-post.ts';

const db = databaseUnderTest();
const file = (name: string) => `/files/${name.repeat(32)}.png`;
const id = (digit: string) => `019a0000-0000-7000-8000-00000000000${digit}`;

beforeAll(async () => {
  await db.sql(`insert into projects (slug, name, type, description) values ('engine', 'The Engine', '', '')`);
  await db.sql(`
    insert into media (id, file_name, alternative_text, state, kind, type, bytes, sha256, path, width, height)
    select ('019a0000-0000-7000-8000-00000000000' || digit)::uuid, 'x', 'Shows ' || digit, state, 'image', 'image/png', 10,
      repeat(digit, 64), '/files/' || repeat(digit, 32) || '.png', 800, 600
    from (values ('1', 'ready'), ('2', 'processing'), ('3', 'ready')) file (digit, state)`);
  await db.sql(`
    insert into media_variants (media_id, type, width, height, bytes, path)
    values ('${id('1')}', 'image/webp', 480, 360, 5, '/files/${'a'.repeat(32)}.webp')`);
});

/** What readers get of a post with this text. */
async function built(bodyMarkdown: string) {
  const slug = `s${crypto.randomUUID()}`;
  await db.sql(
    `with page as (insert into nodes (project_id, type, slug) select id, 'page', $1 from projects returning project_id, id)
     insert into posts (project_id, node_id, title, body_markdown, status, published_at)
     select project_id, id, 'T', $2, 'published', now() from page`,
    [slug, bodyMarkdown],
  );
  const { object, tags } = await buildPost({ project: 'engine', path: slug });
  return { pictures: object!.pictures, tags };
}

test('a post carries the pictures that its text names, once each, by their file or by a variant', async () => {
  const { pictures, tags } = await built(
    `![](${file('1')}) ![](/files/${'a'.repeat(32)}.webp) <img src="${file('3')}">`,
  );
  expect(pictures.map(({ path, variants }) => [path, variants.map(({ width }) => width)])).toEqual([
    [file('1'), [480]],
    [file('3'), []],
  ]);
  const names = [`file:${'1'.repeat(32)}.png`, `file:${'3'.repeat(32)}.png`, `file:${'a'.repeat(32)}.webp`];
  expect(tags).toEqual(expect.arrayContaining(names));
  expect(tags).not.toContain('media');
});

test('what is not ready, or no media yet, is not carried, and its coming is waited for', async () => {
  const processing = await built(`![](${file('2')})`);
  expect(processing.pictures).toEqual([]);
  expect(processing.tags).toContain(`file:${'2'.repeat(32)}.png`);
  const unknown = await built(`![](${file('9')})`);
  expect(unknown.pictures).toEqual([]);
  expect(unknown.tags).toContain(`file:${'9'.repeat(32)}.png`);
});

test('a second upload of a file, begun first and ready last, is announced to the posts that showed the first', async () => {
  const text = `![](${file('5')})`;
  const upload = (digit: string, state: string, path: string | null) =>
    db.sql(
      `insert into media (id, file_name, alternative_text, state, kind, type, bytes, sha256, path, width, height)
       values ($1, 'x', 'Words of ' || $2, $3, $4, $5, $6, $7, $8, 8, 6)`,
      [
        id(digit),
        digit,
        state,
        ...(path ? ['image', 'image/png', 10, '5'.repeat(64), path] : [null, null, null, null, null]),
      ],
    );
  await upload('5', 'awaiting_upload', null);
  await upload('6', 'ready', file('5'));
  const { pictures, tags } = await built(text);
  expect(pictures.map(({ alternativeText }) => alternativeText)).toEqual(['Words of 6']);
  await db.sql('delete from outbox');
  await db.sql(
    `update media set state = 'ready', kind = 'image', type = 'image/png', bytes = 10, sha256 = repeat('5', 64), path = $2 where id = $1`,
    [id('5'), file('5')],
  );
  const announced = (await db.sql<{ tag: string }>('select tag from outbox')).map(({ tag }) => tag);
  expect((await built(text)).pictures.map(({ alternativeText }) => alternativeText)).toEqual(['Words of 5']);
  expect(announced.filter((tag) => tags.includes(tag))).toEqual([`file:${'5'.repeat(32)}.png`]);
});

test('a post of very many pictures is told of by the tag of all', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `/files/${String(index).padStart(32, 'b')}.png`);
  await db.sql(
    `insert into media (file_name, state, kind, type, bytes, sha256, path, width, height)
     select 'x', 'ready', 'image', 'image/png', 10, repeat('c', 64), path, 8, 6 from unnest($1::text[]) path`,
    [names],
  );
  const { pictures, tags } = await built(names.join(' '));
  expect(pictures).toHaveLength(60);
  expect(tags.length).toBeLessThanOrEqual(50);
  expect(tags).toContain('media');
});

test('a text that names nothing carries nothing', async () => {
  const { pictures, tags } = await built('plain /files/x.png');
  expect(pictures).toEqual([]);
  expect(tags.filter((tag) => /^(media|file)/.test(tag))).toEqual([]);
});
