import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';
import { type QueueUnderTest, queueUnderTest } from '../../infra/checks/test-queue.ts';
import { depths } from '../_sqs/depths.ts';
import { handler } from './handler.ts';

const db = databaseUnderTest();
let queue: QueueUnderTest;

beforeAll(async () => {
  queue = await queueUnderTest();
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => queue.stop());

test('a relay that dies in a backlog has deleted what it sent but for one batch, and the next run sends the rest', async () => {
  for (let post = 1; post <= 25; post++) await db.sql(`select announce('post:' || $1)`, [post]);
  const waiting = async () => (await db.sql(`select from outbox`)).length;

  vi.stubEnv('COLOPHON_STEPS', 'outbox-relay.deleted=fail');
  await expect(handler()).rejects.toThrow('outbox-relay.deleted');
  expect([await waiting(), (await depths()).waiting]).toEqual([15, 10]);

  vi.stubEnv('COLOPHON_STEPS', 'outbox-relay.sent=fail');
  await expect(handler()).rejects.toThrow('outbox-relay.sent');
  expect([await waiting(), (await depths()).waiting]).toEqual([15, 20]);

  vi.unstubAllEnvs();
  expect(await handler()).toEqual({ value: { sent: 15 } });
  expect([await waiting(), (await depths()).waiting]).toEqual([0, 35]);
});
