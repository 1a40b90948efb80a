import { create } from '@bufbuild/protobuf';
import { FreshnessSummarySchema } from '../../proto/gen/colophon/freshness/v1/freshness_pb.js';
import { reply } from '../_http/reply.ts';
import { query } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { freshnessSummary } from './_freshness-summary.ts';

/** GET /api/v1/freshness: for everybody, so it names nothing that was found. */
export const handler = route(async (event) => {
  query(event);
  const headers = { 'cache-control': 'no-store' };
  return reply(200, FreshnessSummarySchema, create(FreshnessSummarySchema, await freshnessSummary()), headers);
});
