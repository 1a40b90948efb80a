import { answer } from '../_lambda/answer.ts';
import { checkSome } from './_check-some.ts';

/** By schedule: compares some of what is cached with what the database says, and drops what is stale. */
export const handler = answer(async () => ({ value: await checkSome() }));
