import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as createProject } from './create-project.ts';
import { handler } from './delete-project.ts';
import { handler as updateProject } from './update-project.ts';

const db = databaseUnderTest();
standInLambda();

const project = '019a0000-0000-7000-8000-000000000001';
const empty = '019a0000-0000-7000-8000-000000000002';
const section = '019a0000-0000-7000-8000-000000000011';
const page = '019a0000-0000-7000-8000-000000000012';
const post = '019a0000-0000-7000-8000-000000000021';
const adrift = '019a0000-0000-7000-8000-000000000022';
const picture = '019a0000-0000-7000-8000-000000000031';

beforeEach(() =>
  db.sql(`
    truncate projects, nodes, posts, imported_files cascade;
    ${mediaRow(picture, 'image')}
    insert into projects (id, slug, name) values ('${project}', 'engine', 'Engine'), ('${empty}', 'empty', 'Empty');
    insert into nodes (id, project_id, parent_id, type, name, slug) values
      ('${section}', '${project}', null, 'section', 'Guide', 'guide'), ('${page}', '${project}', '${section}', 'page', null, 'inner');
    insert into posts (id, project_id, node_id, title, body_markdown, status, published_at) values
      ('${post}', '${project}', '${page}', 'Inner', 'text', 'published', now()), ('${adrift}', '${project}', null, 'Adrift', '', 'draft', null)`),
);

const remove = (id: string, query: Record<string, string> = {}) =>
  handler(httpEvent({ method: 'DELETE', path: `/api/v1/projects/${id}`, parameters: { id }, query }));

test('an empty project goes', async () => {
  expect((await remove(empty)).statusCode).toBe(204);
  expect(await db.sql(`select slug from projects`)).toEqual([{ slug: 'engine' }]);
  expect((await remove(empty)).statusCode).toBe(404);
});

test('one that holds something stays, and says what stands in the way', async () => {
  const result = await remove(project);
  expect(result.statusCode).toBe(409);
  expect(bodyOf(result)).toMatchObject({
    blocking: [
      { type: 'section', id: section, name: 'Guide' },
      { type: 'post', id: post, name: 'Inner' },
      { type: 'post', id: adrift, name: 'Adrift' },
    ],
    blockingCount: 3,
  });
  expect(await db.sql(`select from posts`)).toHaveLength(2);
});

test('told to, it takes all with it', async () => {
  expect((await remove(project, { cascade: 'true' })).statusCode).toBe(204);
  expect(await db.sql(`select id from nodes union all select id from posts`)).toEqual([]);
});

test('a project has a picture and a place among the others', async () => {
  const created = await createProject(
    httpEvent({ method: 'POST', body: { slug: 'x', name: 'X', position: 3, coverMediaId: picture } }),
  );
  const { id } = bodyOf(created) as { id: string };
  const stored = () => db.sql(`select position, cover_media_id from projects where id = $1`, [id]);
  expect(await stored()).toEqual([{ position: 3, cover_media_id: picture }]);
  await updateProject(httpEvent({ method: 'PATCH', parameters: { id }, body: { position: 7 } }));
  expect(await stored()).toEqual([{ position: 7, cover_media_id: picture }]);
  await updateProject(httpEvent({ method: 'PATCH', parameters: { id }, body: { coverMediaId: '' } }));
  expect(await stored()).toEqual([{ position: 7, cover_media_id: null }]);
});
