import document from '../../proto/gen/openapi.json' with { type: 'json' };
import { digest, matches } from '../_http/reply.ts';
import { query } from '../_http/request.ts';
import { route } from '../_http/route.ts';

const body = JSON.stringify(document);
const etag = digest(body);

/** GET /api/v1/openapi.json */
export const handler = route(async (event) => {
  query(event);
  const headers = { 'cache-control': 'public, no-cache', etag: `"${etag}"` };
  if (matches(event, etag)) return { statusCode: 304, headers };
  return { statusCode: 200, headers: { 'content-type': 'application/json', ...headers }, body };
});
