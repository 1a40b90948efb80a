import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { bodyOf, httpEvent } from '../../infra/checks/http-event.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { keepFailure } from '../_postgres/events/message-failures.ts';
import { sqs } from '../_sqs/client.ts';
import { depths } from '../_sqs/depths.ts';
import { handler as discardDeadLetter } from './discard-dead-letter.ts';
import { handler as listDeadLetters } from './list-dead-letters.ts';
import { handler as redriveQueue } from './redrive-queue.ts';

const database = databaseUnderTest();
let queue: QueueUnderTest;
let ids: Record<string, string>;

beforeAll(async () => {
  queue = await queueUnderTest();
  const made = await database.sql<{ id: string; title: string }>(`with project as (
      insert into projects (slug, name) values ('colophon', 'Colophon') returning id)
    insert into posts (project_id, title) select id, title from project, (values ('Draft'), ('Deleted')) given (title) returning id, title`);
  ids = Object.fromEntries(made.map(({ id, title }) => [title, id]));
  await database.sql(`delete from posts where title = 'Deleted'`);
  const [file] = await database.sql<{
    id: string;
  }>(`insert into media (state, file_name, kind, type, bytes, sha256, path)
    values ('processing', 'lamp.png', 'image', 'image/png', 1, repeat('a', 64), '/files/' || repeat('a', 32) || '.png') returning id`);
  ids['lamp'] = file!.id;
});
beforeEach(() => queue.purge());
afterAll(() => queue.stop());

async function rest(QueueUrl: string, body: string | object): Promise<string> {
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  return (await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId!;
}
const event = (...tags: string[]) => ({ tags, xid: '700', generation: 'here', occurredAt: '2026-03-01T14:02:00.000Z' });

const letters = async () =>
  bodyOf(await listDeadLetters(httpEvent({ path: '/api/v1/ops/queue/dead-letters' })))['items'] as Record<
    string,
    unknown
  >[];
const redrive = async (body: object) =>
  bodyOf(await redriveQueue(httpEvent({ method: 'POST', path: '/api/v1/ops/queue/redrive', body })));
const discard = (id: string) =>
  discardDeadLetter(httpEvent({ method: 'DELETE', path: '/api/v1/ops/queue/dead-letters/{id}', parameters: { id } }));

test('what a letter is about is called by its name, also where it is deleted, and leads there', async () => {
  await rest(queue.deadLettersUrl, event(`post:${ids['Draft']}`, `post:${ids['Deleted']}`, 'about'));
  const [letter] = await letters();
  expect(letter!['sentence']).toMatch(
    /^The page “Draft” \(not published\), the page “Deleted” \(deleted\) and the page “About” may be stale since 1 March 2026, 14:02 UTC\. Why is not known/,
  );
  expect(letter).toMatchObject({
    places: [{ path: '' }, { path: '' }, { name: 'About', path: '/about' }],
    tags: [`post:${ids['Draft']}`, `post:${ids['Deleted']}`, 'about'],
    waitingSince: '2026-03-01T14:02:00.000Z',
    discardable: false,
    tries: [],
  });
});

test('why it failed is told try by try, before and after it was sent again', async () => {
  await rest(queue.deadLettersUrl, event('about'));
  const [first] = await letters();
  const origin = String(first!['messageId']);
  const failure = { reason: 'unavailable', detail: 'The cache cannot be reached.', origin } as const;
  await keepFailure({ ...failure, messageId: origin, attempts: 5, requestId: 'one' });
  await redrive({ messageIds: [origin] });
  const again = await queue.failForGood();
  await keepFailure({ ...failure, messageId: again, attempts: 5, requestId: 'two' });
  expect(await letters()).toEqual([
    expect.objectContaining({
      messageId: again,
      reason: 'UNAVAILABLE',
      attempts: 5,
      requestId: 'two',
      redriven: 1,
      sentence: expect.stringMatching(
        /because the cache did not answer \(5 tries, last .*\)\. It was sent again once before\.$/,
      ) as string,
      tries: [
        expect.objectContaining({ messageId: origin, requestId: 'one', attempt: 5 }),
        expect.objectContaining({ messageId: again, requestId: 'two', attempt: 5 }),
      ],
    }),
  ]);
});

test('a message that ended its process after it was sent again has its history, and no reason of its own', async () => {
  const origin = await rest(queue.deadLettersUrl, event('about'));
  await keepFailure({ messageId: origin, reason: 'fault', detail: 'Full.', attempts: 5, requestId: 'one' });
  await redrive({});
  await queue.failForGood();
  expect((await letters())[0]).toMatchObject({ reason: 'TIMED_OUT', redriven: 1, tries: [{ requestId: 'one' }] });
});

test('those that are named are sent again, the others stay, and what rests there no longer is said', async () => {
  const [one, job] = [await rest(queue.deadLettersUrl, event('about')), await rest(queue.media.deadLettersUrl, 'job')];
  await rest(queue.deadLettersUrl, event('contact'));
  const gone = '019a0000-0000-7000-8000-00000000dead';
  expect(await redrive({ messageIds: [one, job, gone] })).toEqual({ redriven: 2, more: false, missing: [gone] });
  expect(await redrive({ messageIds: [one, job, gone] })).toEqual({
    redriven: 0,
    more: false,
    missing: [one, job, gone],
  });
  expect(await depths()).toMatchObject({ waiting: 1, deadLetters: 1 });
  expect(await depths('media')).toMatchObject({ waiting: 1, deadLetters: 0 });
});

test('what nobody can read is thrown away, once', async () => {
  const id = await rest(queue.deadLettersUrl, 'nonsense');
  expect(await letters()).toEqual([expect.objectContaining({ messageId: id, discardable: true })]);
  expect((await discard(id)).statusCode).toBe(204);
  const again = await discard(id);
  expect([again.statusCode, bodyOf(again)['type']]).toEqual([404, '/problems/not-found']);
  expect(await depths()).toMatchObject({ waiting: 0, deadLetters: 0 });
});

test('what a page waits for is not thrown away, and neither is a picture that is not done', async () => {
  const [change, job] = [
    await rest(queue.deadLettersUrl, event('about')),
    await rest(queue.media.deadLettersUrl, { mediaId: ids['lamp'] }),
  ];
  for (const id of [change, job]) expect((await discard(id)).statusCode).toBe(409);
  expect((await letters()).map(({ discardable }) => discardable)).toEqual([false, false]);
});

test('a job for a picture that is done or gone may go', async () => {
  const gone = await rest(queue.media.deadLettersUrl, { mediaId: '019a0000-0000-7000-8000-00000000dead' });
  const done = await rest(queue.media.deadLettersUrl, { mediaId: ids['lamp'] });
  await database.sql(`update media set state = 'ready', width = 1, height = 1 where id = $1`, [ids['lamp']]);
  for (const id of [gone, done]) expect((await discard(id)).statusCode).toBe(204);
});
