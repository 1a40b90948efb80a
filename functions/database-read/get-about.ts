import { AboutSchema } from '../../proto/gen/colophon/profile/v1/about_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildAbout } from '../_postgres/profile/build-about.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-about on a miss. */
export const handler = answer(async () => answerBuilt(AboutSchema, await buildAbout()));
