import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { textMember } from '../_http/payload.ts';
import { maxSitePathLength } from '../_keys/site-path.ts';
import { answer, type Payload } from '../_lambda/answer.ts';
import { findRedirect } from '../_postgres/redirects/find-redirect.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-find-redirect on a miss: `{ path }`, without the slash in front. */
export const handler = answer(async (asked: Payload) =>
  answerBuilt(EmptySchema, await findRedirect({ path: textMember(asked, 'path', maxSitePathLength) })),
);
