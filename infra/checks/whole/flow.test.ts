import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

/** The bound on staleness without faults, which readers are promised. */
const boundMs = 1_000;

let instance: StartedInstance;
let author: Author;

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${instance.url}${path}`, { headers });

beforeAll(async () => {
  instance = await startInstance();
  author = new Author(instance.url, instance.token);
}, 180_000);
afterAll(() => instance.stop());

describe('a read', () => {
  const post = '/api/v1/projects/colophon/posts/the-cache/cache';

  test('is a miss that is stored, then a hit of the same bytes, then 304', async () => {
    await instance.npm('colophon', '--', 'verify-cache', '--flush');
    const first = await get(post);
    const second = await get(post);
    expect(first.headers.get('cache-status')).toMatch(/^colophon; fwd=miss; stored, colophon-edge; fwd=miss/);
    expect(second.headers.get('cache-status')).toBe('colophon-edge; hit');
    const past = await get(post, { authorization: 'Bearer nobody' });
    expect(past.headers.get('cache-status')).toBe('colophon; hit, colophon-edge; fwd=bypass');
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await second.text()).toBe(await first.text());
    const third = await get(post, { 'if-none-match': first.headers.get('etag')! });
    expect([third.status, await third.text()]).toEqual([304, '']);
  });

  test('says where it came from, and from when', async () => {
    const { headers } = await get(post);
    expect(headers.get('content-version')).toMatch(/^\d+$/);
    expect(headers.get('cache-tag')).toContain('post:');
    expect(headers.get('server-timing')).toMatch(/edge;desc=hit|cache;desc=hit/);
    expect(headers.get('cache-control')).toBe('public, no-cache');
    expect(headers.get('vary')).toBe('Accept, Accept-Encoding');
  });

  test('by HEAD has the headers of GET and no body', async () => {
    const [head, whole] = [await fetch(`${instance.url}${post}`, { method: 'HEAD' }), await get(post)];
    expect(await head.text()).toBe('');
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
  });

  test.each([
    ['/api/v1/projects/nothing-here', 404, '/problems/not-found'],
    ['/api/v1/projects/colophon/posts/nothing/here', 404, '/problems/not-found'],
    ['/api/v1/nothing', 404, '/problems/not-found'],
    ['/api/v1/site?page=2', 400, '/problems/malformed'],
  ])('of %s is answered %i in problem+json', async (path, status, type) => {
    const answer = await get(path, { 'x-request-id': 'asked-by-a-test' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type,
      status,
      instance: path.split('?')[0],
      requestId: 'asked-by-a-test',
    });
  });

  test('with a Min-Version that is no number is refused', async () => {
    expect((await get(post, { 'min-version': 'latest' })).status).toBe(400);
  });
});

describe('a write', () => {
  test('is seen at once with its version as Min-Version, and by everybody within the bound', async () => {
    const { id, path } = await author.publish('colophon', { title: 'Before', bodyMarkdown: 'One.' });
    await get(path);
    for (let round = 1; round <= 10; round++) {
      const { version } = await author.change(id, { title: `After ${round}` });
      const acknowledged = performance.now();
      expect(await (await get(path, { 'min-version': version })).json()).toMatchObject({ title: `After ${round}` });
      const plain = async () => ((await (await get(path)).json()) as { title: string }).title;
      await expect.poll(plain, { interval: 5, timeout: boundMs }).toBe(`After ${round}`);
      expect(performance.now() - acknowledged).toBeLessThan(boundMs);
    }
  });

  test('typed by hand is seen by everybody within the bound', async () => {
    const { path } = await author.publish('colophon', { title: 'Typed', bodyMarkdown: 'One.' });
    await get(path);
    const where = path.split('/posts/')[1];
    const { code } = await instance.npm(
      'colophon',
      '--',
      'sql',
      `update posts set title = 'By hand' where path = '${where}'`,
    );
    expect(code).toBe(0);
    const title = async () => ((await (await get(path)).json()) as { title: string }).title;
    await expect.poll(title, { interval: 5, timeout: boundMs }).toBe('By hand');
  });

  test('ends a 404, a withdrawal brings it back, and a deletion takes the page out of the tree', async () => {
    const { id, path } = await author.publish('colophon', { title: 'Comes and goes', bodyMarkdown: 'One.' });
    const status = async () => (await get(path)).status;
    await expect.poll(status, { timeout: boundMs }).toBe(200);
    await author.post(`/posts/${id}/unpublish`);
    await expect.poll(status, { timeout: boundMs }).toBe(404);
    await author.post(`/posts/${id}/publish`);
    await expect.poll(status, { timeout: boundMs }).toBe(200);
    await author.remove(id);
    await expect.poll(status, { timeout: boundMs }).toBe(404);
    const tree = async () => JSON.stringify(await (await get('/api/v1/projects/colophon')).json());
    await expect.poll(tree, { timeout: boundMs }).not.toContain('Comes and goes');
  });
});

test('a malformed message disturbs nobody, rests with its reason, and is redriven', { timeout: 90_000 }, async () => {
  const { environment } = instance.described();
  const sqs = new SQSClient({
    endpoint: environment['SQS_ENDPOINT']!,
    region: 'us-east-1',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
    },
  });
  const { id, path } = await author.publish('colophon', { title: 'Undisturbed', bodyMarkdown: 'One.' });
  await get(path);
  const QueueUrl = environment['CACHE_INVALIDATION_QUEUE_URL']!;
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'this is not an event' }));
  await author.change(id, { title: 'Still undisturbed' });
  const title = async () => ((await (await get(path)).json()) as { title: string }).title;
  await expect.poll(title, { interval: 5, timeout: boundMs }).toBe('Still undisturbed');

  const deadLetters = async () =>
    (await author.get<{ invalidation: { deadLetters: number } }>('/ops/queue')).invalidation.deadLetters;
  await expect.poll(deadLetters, { timeout: 40_000, interval: 250 }).toBe(1);
  const listed = await instance.npm('colophon', '--', 'dead-letters');
  expect(listed.output).toContain(`${MessageId}  MALFORMED`);
  expect(listed.output).toContain('The message is no CacheInvalidationEvent');
  expect(listed.output).toContain('received 5 times');

  const redriven = await instance.npm('colophon', '--', 'redrive');
  expect(redriven.output).toContain('1 moved back to the queue');
  await expect.poll(deadLetters, { timeout: 5_000 }).toBe(0);
  await expect.poll(deadLetters, { timeout: 40_000, interval: 250 }).toBe(1);
});

test('an object that was tampered with in Redis is found, dropped, and built anew', async () => {
  const path = '/api/v1/projects/colophon/posts/the-cache/cache-api';
  const { title } = (await (await get(path)).json()) as { title: string };
  const redis = new Redis(instance.described().environment['REDIS_URL']!);
  const [key] = await redis.keys('colophon:*:object:*/post/colophon/the-cache/cache-api');
  await redis.set(key!, (await redis.get(key!))!.replace(`"title":"${title}"`, '"title":"Tampered"'), 'KEEPTTL');
  await redis.quit();
  // The gateway has the true one in memory; whoever passes it by sees what lies in Redis.
  const past = { authorization: 'Bearer nobody' };
  expect(await (await get(path, past)).json()).toMatchObject({ title: 'Tampered' });
  const { code, output } = await instance.npm('colophon', '--', 'verify-cache');
  expect([code, output.includes('/post/colophon/the-cache/cache-api')]).toEqual([1, true]);
  for (const headers of [past, {}]) expect(await (await get(path, headers)).json()).toMatchObject({ title });
});

test('the cache agrees with the database after all that', async () => {
  const { code, output } = await instance.npm('colophon', '--', 'verify-cache');
  expect([code, /^(\d+) of \1 fresh/m.test(output)]).toEqual([0, true]);
});
