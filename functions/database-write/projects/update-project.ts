import { ProjectSchema, UpdateProjectRequestSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { reply } from '../../_http/reply.ts';
import { optionalId, parseBody, requireAuthor, uuidParameter } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { updateProject } from '../../_postgres/projects/projects.ts';
import { write } from '../_write.ts';

/** PATCH /api/v1/projects/{id} */
export const handler = route(async (event) => {
  const author = requireAuthor(event);
  const id = uuidParameter(event, 'id');
  const { message, named } = parseBody(event, UpdateProjectRequestSchema);
  const change = {
    ...message,
    coverMediaId: optionalId(message.coverMediaId, 'coverMediaId'),
    techStack: named.has('techStack') ? message.techStack : undefined,
  };
  return write(event, author, async (tx) => reply(200, ProjectSchema, await updateProject(tx, id, change)));
});
