import { slugParameter, slugsParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { objectKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/projects/{project}/posts/{path+} */
export const handler = route(async (event) => {
  const place = { project: slugParameter(event, 'project'), path: slugsParameter(event, 'path') };
  return readThrough(event, objectKey('post', place));
});
