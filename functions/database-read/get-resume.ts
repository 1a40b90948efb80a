import { ResumeSchema } from '../../proto/gen/colophon/profile/v1/resume_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildResume } from '../_postgres/profile/build-resume.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-resume on a miss. */
export const handler = answer(async () => answerBuilt(ResumeSchema, await buildResume()));
