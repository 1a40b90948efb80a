import { route } from '../_http/route.ts';
import { objectKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/resume */
export const handler = route(async (event) => readThrough(event, objectKey('resume')));
