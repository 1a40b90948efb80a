import { answer } from '../_lambda/answer.ts';
import { verifyPage } from './_verify-page.ts';

/** Asked page by page, `{ cursor }`: compares what is cached with what the database says, and drops what is stale. */
export const handler = answer(async ({ cursor = '0' }: { cursor?: string }) => ({ value: await verifyPage(cursor) }));
