import { slugParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { projectKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

/** GET /api/v1/projects/{project} */
export const handler = route(async (event) => {
  const place = { project: slugParameter(event, 'project') };
  return readThrough(event, projectKey(place), 'database-read-get-project', place);
});
