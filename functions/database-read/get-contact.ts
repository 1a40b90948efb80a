import { ContactSchema } from '../../proto/gen/colophon/profile/v1/contact_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildContact } from '../_postgres/profile/build-contact.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-contact on a miss. */
export const handler = answer(async () => answerBuilt(ContactSchema, await buildContact()));
