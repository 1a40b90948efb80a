import { createHash } from 'node:crypto';
import document from '../../proto/gen/openapi.json' with { type: 'json' };
import { digest, matches } from '../_http/reply.ts';
import { query } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { referencePage } from './_reference.ts';
import { stylesheet } from './_reference-css.ts';

/** Nothing runs, nothing is fetched, and one style is allowed. */
const policy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const page = referencePage(document);
const etag = digest(page);

/** GET /api/v1/docs */
export const handler = route(async (event) => {
  query(event);
  const headers = { 'cache-control': 'public, no-cache', etag: `"${etag}"`, 'content-security-policy': policy };
  if (matches(event, etag)) return { statusCode: 304, headers };
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: page };
});
