import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { mediaRow } from '../../../infra/checks/media-rows.ts';
import { bodyOf, httpEvent } from '../../../infra/checks/http-event.ts';
import { standInLambda } from '../../../infra/checks/stand-in-lambda.ts';
import { handler as listAbout } from '../../database-read/studio/list-about-for-studio.ts';
import { handler as deleteAboutSection } from './delete-about-section.ts';
import { handler as putAboutSection } from './put-about-section.ts';

const db = databaseUnderTest();
const asked = standInLambda();
const media = '019a0000-0000-7000-8000-0000000000aa';

beforeEach(async () => {
  await db.sql(`truncate about_sections; ${mediaRow(media, 'image')} truncate outbox`);
  asked.length = 0;
});

const on = (section: string) => ({ path: `/api/v1/about/${section}`, parameters: { section } });
const put = (section: string, body: unknown) => putAboutSection(httpEvent({ method: 'PUT', ...on(section), body }));
const remove = (section: string) => deleteAboutSection(httpEvent({ method: 'DELETE', ...on(section) }));
const stored = async () => bodyOf(await listAbout(httpEvent({ path: '/api/v1/studio/about' })))['items'];

test('a section is written whole, the first time as the second', async () => {
  const first = await put('now', { title: 'Now', bodyMarkdown: '*soon*', pictureMediaId: media });
  expect(first.statusCode).toBe(200);
  expect(bodyOf(first)).toMatchObject({
    section: 'now',
    title: 'Now',
    bodyMarkdown: '*soon*',
    position: 10,
    pictureMediaId: media,
  });
  const second = bodyOf(await put('now', { title: 'Later', pictureMediaId: '' }));
  expect(second).toMatchObject({ section: 'now', title: 'Later', bodyMarkdown: '', position: 10 });
  expect(second).not.toHaveProperty('pictureMediaId');
  expect(await stored()).toEqual([second]);
  expect(asked).toHaveLength(2);
});

test('a section without a position becomes the last, and stays where it is when it is written again', async () => {
  await put('a', { title: 'A', position: 40 });
  await put('b', { title: 'B' });
  await put('c', { title: 'C', position: 5 });
  await put('a', { title: 'A again' });
  expect(await stored()).toMatchObject([
    { section: 'c', position: 5 },
    { section: 'a', title: 'A again', position: 40 },
    { section: 'b', position: 50 },
  ]);
});

test('written as it is, nothing became stale', async () => {
  await put('now', { title: 'Now' });
  expect(await db.sql(`select tag from outbox`)).toEqual([{ tag: 'about' }]);
  await db.sql(`truncate outbox`);
  await put('now', { title: 'Now' });
  expect(await db.sql(`select tag from outbox`)).toEqual([]);
});

test('a section goes, and can be deleted once', async () => {
  await put('now', { title: 'Now' });
  expect((await remove('now')).statusCode).toBe(204);
  expect(await stored()).toEqual([]);
  expect((await remove('now')).statusCode).toBe(404);
});

test.each([
  ['Now', { title: 'Now' }, 422, 'section'],
  ['a'.repeat(101), { title: 'Now' }, 422, 'section'],
  ['now', {}, 422, 'title'],
  ['now', { title: 'x'.repeat(201) }, 422, 'title'],
  ['now', { title: 'Now', position: -1 }, 422, 'position'],
  ['now', { title: 'Now', pictureMediaId: 'me.png' }, 422, 'pictureMediaId'],
  ['now', { title: 'Now', bodyMarkdown: ['text'] }, 400, 'bodyMarkdown'],
  ['now', { title: 'Now', text: 'x' }, 400, 'text'],
])('%s with %j is refused', async (section, body, status, field) => {
  expect(bodyOf(await put(section, body))).toMatchObject({ status, violations: [{ field }] });
  expect(await stored()).toEqual([]);
  expect(asked).toEqual([]);
});

test('a name that no text can be is refused, and is no fault', async () => {
  expect((await put('now\0', { title: 'Now' })).statusCode).toBe(422);
  expect((await remove('now\0')).statusCode).toBe(422);
});

test('what would make the page longer than an answer may be is refused, and nothing is written', async () => {
  const bodyMarkdown = '😀'.repeat(100_000);
  const statuses: unknown[] = [];
  for (let number = 1; number <= 8; number++)
    statuses.push((await put(`s${number}`, { title: 'Long', bodyMarkdown })).statusCode);
  expect(statuses).toEqual([...Array<number>(7).fill(200), 422]);
  expect(await db.sql(`select from about_sections`)).toHaveLength(7);
  expect(bodyOf(await put('s9', { title: 'Long', bodyMarkdown }))['violations']).toMatchObject([{ field: '' }]);
});
