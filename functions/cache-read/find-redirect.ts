import { refuse } from '../_http/refusal.ts';
import { textParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { objectKey } from '../_keys/object-key.ts';
import { maxSitePathLength, sitePath } from '../_keys/site-path.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/redirects/{path+} */
export const handler = route(async (event) => {
  const path = sitePath(textParameter(event, 'path', maxSitePathLength));
  // What is long only when it is spelled out names nothing either.
  if (path.length > maxSitePathLength) refuse('not-found', 'Nothing is published here.');
  return readThrough(event, objectKey('redirect', { path }));
});
