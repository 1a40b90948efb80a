import { CreateProjectRequestSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { parseJson, uuidMember } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { nudge } from '../../_lambda/ask.ts';
import { createProject, projectIdBySlug } from '../../_postgres/projects/projects.ts';
import { transaction } from '../../_postgres/transaction.ts';

/** Asked by the importer: the project with this slug, made where it is missing. */
export const handler = answer(async (asked: Payload) => {
  const project = parseJson(CreateProjectRequestSchema, asked);
  for (const item of project.techStack) uuidMember(item, 'techStack');
  const id = await transaction(
    async (tx) => (await projectIdBySlug(tx, project.slug)) ?? (await createProject(tx, project)).id,
  );
  await nudge('outbox-relay');
  return { value: { id, slug: project.slug } };
});
