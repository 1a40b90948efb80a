import { CreateProjectRequestSchema, ProjectSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { reply } from '../../_http/reply.ts';
import { optionalId, parseBody, requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { createProject } from '../../_postgres/projects/projects.ts';
import { write } from '../_write.ts';

/** POST /api/v1/projects */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const { message } = parseBody(event, CreateProjectRequestSchema);
  const coverMediaId = optionalId(message.coverMediaId, 'coverMediaId');
  return write(event, author, async (tx) =>
    reply(201, ProjectSchema, await createProject(tx, { ...message, coverMediaId })),
  );
});
