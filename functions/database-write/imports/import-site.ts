import { PutSiteRequestSchema, SiteSchema } from '../../../proto/gen/colophon/site/v1/site_pb.js';
import { encode } from '../../_http/reply.ts';
import { parseJson } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { putSite } from '../../_postgres/site/site.ts';
import { bringIn } from './_bring-in.ts';

/** Asked by the importer: the site's settings from its folder. */
export const handler = answer(async (asked: Payload) => {
  const site = parseJson(PutSiteRequestSchema, asked);
  const saved = await bringIn((tx) => putSite(tx, site));
  return { value: encode(SiteSchema, saved) };
});
