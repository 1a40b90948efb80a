import { step } from '../_env/step.ts';
import { answer } from '../_lambda/answer.ts';
import { keepFailure, type MessageFailure } from '../_postgres/events/message-failures.ts';

/** Asked by cache-sync: keeps why a message failed, for whoever looks at it among the dead letters. */
export const handler = answer(async (failure: MessageFailure) => {
  await step('record-failure.begin');
  await keepFailure(failure);
  await step('record-failure.done');
  return { value: {} };
});
