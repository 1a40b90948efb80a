import { beforeEach, expect, test } from 'vitest';
import { databaseUnderTest } from '../../../infra/checks/database-under-test.ts';
import { failuresOf, keepFailure, type MessageFailure, triesOf } from './message-failures.ts';

const database = databaseUnderTest();
beforeEach(() => database.sql('delete from message_failures'));

const failure = (attempts: number, given: Partial<MessageFailure> = {}): MessageFailure => ({
  messageId: 'first',
  reason: 'unavailable',
  detail: `try ${attempts}`,
  requestId: `request ${attempts}`,
  attempts,
  ...given,
});

test('each try is kept with its error and its request, and the last one is the reason', async () => {
  for (const attempts of [1, 2, 3]) await keepFailure(failure(attempts));
  await keepFailure(failure(1, { messageId: 'other' }));
  expect((await failuresOf(['first', 'nobody'])).get('first')).toMatchObject({ attempts: 3, requestId: 'request 3' });
  expect((await triesOf(['first'])).get('first')).toMatchObject([
    { detail: 'try 1', requestId: 'request 1' },
    { detail: 'try 2', requestId: 'request 2' },
    { detail: 'try 3', requestId: 'request 3' },
  ]);
});

test('what failed before a message was sent again stays known', async () => {
  await keepFailure(failure(5));
  await keepFailure(failure(1, { messageId: 'second', origin: 'first', reason: 'fault' }));
  expect((await triesOf(['first'])).get('first')).toMatchObject([
    { messageId: 'first', attempts: 5, reason: 'unavailable' },
    { messageId: 'second', attempts: 1, reason: 'fault' },
  ]);
  expect((await failuresOf(['first'])).get('first')).toMatchObject({ reason: 'unavailable' });
});

test('the same try twice is one, and the later word holds', async () => {
  await keepFailure(failure(1));
  await keepFailure(failure(1, { detail: 'said again' }));
  expect((await triesOf(['first'])).get('first')).toMatchObject([{ detail: 'said again' }]);
});

test('of a message that fails for ever the first try and the latest stay', async () => {
  for (let round = 0; round < 10; round++)
    for (const attempts of [1, 2, 3, 4, 5])
      await keepFailure(
        failure(attempts, { messageId: `round ${round}`, origin: 'first', detail: `${round}.${attempts}` }),
      );
  const tries = (await triesOf(['first'])).get('first')!.map(({ detail }) => detail);
  expect(tries).toHaveLength(21);
  expect([tries[0], tries[1], tries.at(-1)]).toEqual(['0.1', '6.1', '9.5']);
});

test('a month later it is forgotten', async () => {
  await keepFailure(failure(1));
  await database.sql(`update message_failures set failed_at = now() - interval '31 days'`);
  await keepFailure(failure(1, { messageId: 'other' }));
  expect(await triesOf(['first'])).toEqual(new Map());
});
