import { noContent } from '../_http/reply.ts';
import { requireAuthor, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { deleteMedia } from '../_postgres/media/delete-media.ts';
import { write } from '../database-write/_write.ts';
import { removeFiles } from './_remove-files.ts';

/** DELETE /api/v1/media/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const answer = await write(event, author, async (tx) => {
    await deleteMedia(tx, id);
    return noContent();
  });
  await removeFiles();
  return answer;
});
