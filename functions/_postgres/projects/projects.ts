import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import {
  type CreateProjectRequest,
  type ProjectJson,
  ProjectSchema,
  type UpdateProjectRequest,
} from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import type { Tx } from '../transaction.ts';

export type Project = MessageShape<typeof ProjectSchema>;

/** Absent, it is left as it is; null is no picture. */
interface Cover {
  coverMediaId?: string | null | undefined;
}

const columns = `json_build_object('id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
  'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')}) as object`;

export async function createProject(
  tx: Tx,
  project: Pick<CreateProjectRequest, 'slug' | 'name' | 'type' | 'description' | 'position'> & Cover,
): Promise<Project> {
  const { rows } = await tx.query<{ object: ProjectJson }>({
    name: 'create-project',
    text: `insert into colophon.projects (slug, name, type, description, position, cover_media_id)
      values ($1, $2, $3, $4, coalesce($5::int, (select least(coalesce(max(position) + 10, 10), 999999) from colophon.projects)), $6)
      returning ${columns}`,
    values: [
      ...[project.slug, project.name, project.type, project.description],
      ...[project.position ?? null, project.coverMediaId ?? null],
    ],
  });
  return fromJson(ProjectSchema, rows[0]!.object);
}

/** Changes what is given and leaves the rest. */
export async function updateProject(
  tx: Tx,
  id: string,
  change: Omit<UpdateProjectRequest, 'coverMediaId' | '$typeName'> & Cover,
): Promise<Project> {
  const { rows } = await tx.query<{ object: ProjectJson }>({
    name: 'update-project',
    text: `update colophon.projects set slug = coalesce($2, slug), name = coalesce($3, name), type = coalesce($4, type),
        description = coalesce($5, description), position = coalesce($6, position),
        cover_media_id = case when $7 then $8::uuid else cover_media_id end
      where id = $1 returning ${columns}`,
    values: [
      ...[id, change.slug, change.name, change.type, change.description, change.position],
      ...[change.coverMediaId !== undefined, change.coverMediaId ?? null],
    ],
  });
  if (!rows[0]) refuse('not-found', `There is no project "${id}".`);
  return fromJson(ProjectSchema, rows[0].object);
}

/** For those who know a project by its slug. */
export async function projectIdBySlug(tx: Tx, slug: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'project-by-slug',
    text: `select id from colophon.projects where slug = $1`,
    values: [slug],
  });
  return rows[0]?.id;
}
