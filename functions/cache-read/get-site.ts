import { route } from '../_http/route.ts';
import { siteKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/site */
export const handler = route(async (event) => readThrough(event, siteKey(), 'database-read-get-site', {}));
