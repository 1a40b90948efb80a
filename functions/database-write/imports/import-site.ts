import { PutSiteRequestSchema, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { encode } from '../../_http/reply.ts';
import { parseJson } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { nudge } from '../../_lambda/ask.ts';
import { putSite } from '../../_postgres/site/site.ts';
import { transaction } from '../../_postgres/transaction.ts';

/** Asked by the importer: the site's settings from its folder. */
export const handler = answer(async (asked: Payload) => {
  const site = parseJson(PutSiteRequestSchema, asked);
  const saved = await transaction((tx) => putSite(tx, site));
  await nudge('outbox-relay');
  return { value: encode(SiteSchema, saved) };
});
