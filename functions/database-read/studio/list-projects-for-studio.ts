import { ProjectListForStudioSchema } from '../../../proto/gen/colophon/projects/v1/projects_for_studio_pb.js';
import { reply } from '../../_http/reply.ts';
import { requireAuthor } from '../../_http/request.ts';
import { route } from '../../_http/route.ts';
import { projectsForStudio } from '../../_postgres/projects/projects-for-studio.ts';

/** GET /api/v1/studio/projects */
export const handler = route(async (event) => {
  requireAuthor(event);
  return reply(200, ProjectListForStudioSchema, await projectsForStudio());
});
