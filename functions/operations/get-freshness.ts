import { create } from '@bufbuild/protobuf';
import { FreshnessSchema } from '../../proto/gen/colophon/freshness/v1/freshness_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { latestFindings } from '../_postgres/events/freshness.ts';
import { freshnessFigures } from './_freshness.ts';
import { healedEntry } from './_healed-entry.ts';

const mostShown = 50;

/** GET /api/v1/ops/freshness */
export const handler = route(async (event) => {
  requireAuthor(event);
  const [figures, findings] = await Promise.all([freshnessFigures(), latestFindings(mostShown)]);
  const freshness = create(FreshnessSchema, { ...figures, healedEntries: findings.map(healedEntry) });
  return reply(200, FreshnessSchema, freshness);
});
