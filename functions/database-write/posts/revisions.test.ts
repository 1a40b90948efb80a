import { beforeEach, describe, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as getRevision } from '../../database-read/studio/get-revision.ts';
import { handler as listRevisions } from '../../database-read/studio/list-revisions.ts';
import { handler as restoreRevision } from './restore-revision.ts';
import { handler as updatePost } from './update-post.ts';

const db = databaseUnderTest();
standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const section = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';
const post = '019a0000-0000-7000-8000-000000000021';
const picture = '019a0000-0000-7000-8000-000000000031';

beforeEach(() =>
  db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    ${mediaRow(picture, 'image')}
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine');
    insert into nodes (id, project_id, type, name, slug) values
      ('${section}', '${project}', 'section', 'Guide', 'guide'), ('${page}', '${project}', 'page', null, 'post');
    insert into posts (id, project_id, node_id, title, summary, body_markdown, tags, cover_media_id, status, published_at)
      values ('${post}', '${project}', '${page}', 'First', 'Sum', 'first', '{one}', '${picture}', 'published', now())`),
);

const patch = (body: unknown) =>
  updatePost(
    httpEvent({
      method: 'PATCH',
      path: `/posts/${post}`,
      parameters: { id: post },
      body,
      headers: { 'if-match': '*' },
    }),
  );
const restore = (n: string, headers: Record<string, string> = { 'if-match': '*' }) =>
  restoreRevision(httpEvent({ method: 'POST', path: `/posts/${post}/restore`, parameters: { id: post, n }, headers }));
const get = async (n: number) => bodyOf(await getRevision(httpEvent({ parameters: { id: post, n: String(n) } })));
const list = (query: Record<string, string> = {}, id = post) => listRevisions(httpEvent({ parameters: { id }, query }));

describe('a revision', () => {
  test('is kept whole of each state that was saved, with who saved it', async () => {
    await patch({ title: 'Second', bodyMarkdown: 'second', tags: [], coverMediaId: '', slug: 'renamed' });
    expect(await get(1)).toMatchObject({
      ...{
        postId: post,
        revision: 1,
        slug: 'post',
        title: 'First',
        summary: 'Sum',
        bodyMarkdown: 'first',
        tags: ['one'],
      },
      ...{ coverMediaId: picture, status: 'PUBLISHED', author: 'postgres' },
    });
    const second = await get(2);
    expect(second).toMatchObject({
      slug: 'renamed',
      title: 'Second',
      bodyMarkdown: 'second',
      tags: [],
      author: 'author',
    });
    expect(second).not.toHaveProperty('coverMediaId');
  });

  test('is left by a hand, too, and by none who moves the section above', async () => {
    await db.sql(`update posts set title = 'By hand'`);
    await db.sql(
      `update nodes set parent_id = '${section}' where id = '${page}'; update nodes set slug = 'x' where id = '${section}'`,
    );
    expect(await db.sql(`select revision, title, author from post_revisions order by revision`)).toEqual([
      { revision: 1, title: 'First', author: 'postgres' },
      { revision: 2, title: 'By hand', author: 'postgres' },
    ]);
  });

  test('goes with its post', async () => {
    await db.sql(`delete from posts`);
    expect(await db.sql(`select from post_revisions`)).toEqual([]);
  });

  test('that is not there is 404', async () => {
    for (const n of ['2', '0', '-1', '1e3', '999999999999']) {
      expect((await getRevision(httpEvent({ parameters: { id: post, n } }))).statusCode).toBe(404);
      expect((await restore(n)).statusCode).toBe(404);
    }
  });
});

test('the list is walked page by page, the latest first', async () => {
  for (let count = 2; count <= 7; count++) await patch({ title: `Title ${count}` });
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const body = bodyOf(await list({ limit: '3', ...(cursor && { cursor }) })) as {
      items: { revision: number }[];
      nextCursor?: string;
    };
    seen.push(...body.items.map(({ revision }) => revision));
    cursor = body.nextCursor;
  } while (cursor);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect((await list({}, section)).statusCode).toBe(404);
  expect((await list({ cursor: 'mine' })).statusCode).toBe(400);
});

describe('what is restored', () => {
  test('is the content, as a new revision; place, slug and status stay', async () => {
    await patch({
      title: 'Second',
      summary: '',
      bodyMarkdown: 'second',
      tags: ['two'],
      coverMediaId: '',
      slug: 'renamed',
    });
    await db.sql(`update posts set status = 'draft'`);
    const result = await restore('1', { 'if-match': '"3-x"' });
    expect(result).toMatchObject({ statusCode: 200, headers: { etag: expect.stringMatching(/^"4-/) as string } });
    expect(bodyOf(result)).toMatchObject({
      ...{ title: 'First', summary: 'Sum', bodyMarkdown: 'first', tags: ['one'], coverMediaId: picture },
      ...{ slug: 'renamed', path: 'renamed', status: 'DRAFT', revision: 4 },
    });
    expect(await get(4)).toMatchObject({ title: 'First', status: 'DRAFT', author: 'author' });
  });

  test('needs the state that was seen: 428 without, 412 when somebody else saved first', async () => {
    await patch({ title: 'Second' });
    expect((await restore('1', {})).statusCode).toBe(428);
    const result = await restore('1', { 'if-match': '"1-x"' });
    expect(result.statusCode).toBe(412);
    expect(bodyOf(result)).toMatchObject({ current: { title: 'Second', revision: 2 } });
  });

  test('is refused where what is published would lose its text', async () => {
    await db.sql(`update posts set status = 'draft', body_markdown = ''`);
    await db.sql(`update posts set status = 'published', body_markdown = 'text'`);
    expect(bodyOf(await restore('2'))).toMatchObject({ status: 422, violations: [{ field: 'bodyMarkdown' }] });
  });
});
