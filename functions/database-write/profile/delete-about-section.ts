import { noContent } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { deleteAboutSection } from '../../_postgres/profile/about.ts';
import { write } from '../_write.ts';

/** DELETE /api/v1/about/{section} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const section = event.pathParameters?.['section'] ?? '';
  return write(event, author, async (tx) => {
    await deleteAboutSection(tx, section);
    return noContent();
  });
});
