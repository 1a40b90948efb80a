import { route } from '../_http/route.ts';

/** GET /healthz: alive, whatever else may be down. */
export const handler = route(async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: '{"status":"alive"}',
}));
