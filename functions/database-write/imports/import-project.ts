import { CreateProjectRequestSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { parseJson } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { createProject, projectIdBySlug } from '../../_postgres/projects/projects.ts';
import { bringIn } from './_bring-in.ts';

/** Asked by the importer: the project with this slug, made where it is missing. */
export const handler = answer(async (asked: Payload) => {
  const project = parseJson(CreateProjectRequestSchema, asked);
  const id = await bringIn(
    async (tx) =>
      (await projectIdBySlug(tx, project.slug)) ??
      (await createProject(tx, { ...project, coverMediaId: undefined })).id,
  );
  return { value: { id, slug: project.slug } };
});
