import { postsAsked } from '../_http/lists.ts';
import { query } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { objectKey } from '../_keys/object-key.ts';
import { readThrough } from './_read-through.ts';

const parameters = ['project', 'tag', 'limit', 'cursor'];

/** GET /api/v1/posts?project=&tag=&limit=&cursor= */
export const handler = route(async (event) => {
  const { canonical } = postsAsked(query(event, parameters));
  return readThrough(event, objectKey('posts', canonical), parameters);
});
