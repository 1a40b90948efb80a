import { slugParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { objectKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/projects/{project} */
export const handler = route(async (event) => {
  return readThrough(event, objectKey('project', { project: slugParameter(event, 'project') }));
});
