import { requireAuthor, uuidParameter } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { write } from '../database-write/_write.ts';
import { answerCompleted, afterCompletion } from './_complete.ts';
import { takeUpload } from './_take-upload.ts';

/** POST /api/v1/media/{id}/complete */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const taken = await takeUpload(id);
  const answer = await write(event, author, (tx) => answerCompleted(tx, event, id, taken));
  await afterCompletion(id, taken);
  return answer;
});
