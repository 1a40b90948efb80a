import { SiteSchema } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildSite } from '../_postgres/site/build-site.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-site on a miss. */
export const handler = answer(async () => answerBuilt(SiteSchema, await buildSite()));
