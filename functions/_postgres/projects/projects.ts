import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import {
  type CreateProjectRequest,
  type ProjectJson,
  ProjectSchema,
  type UpdateProjectRequest,
} from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { picture } from '../media/picture.ts';
import { setUses, technologies } from '../techstack/uses.ts';
import type { Tx } from '../transaction.ts';

export type Project = MessageShape<typeof ProjectSchema>;

/** Absent, it is left as it is; null is no picture. */
interface Cover {
  coverMediaId?: string | null | undefined;
}

const columns = `json_build_object('id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
  'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')},
  'techStack', ${technologies('colophon', 'projects.id')}, 'cover', ${picture('cover_media_id')}) as object`;

export async function createProject(
  tx: Tx,
  project: Pick<CreateProjectRequest, 'slug' | 'name' | 'type' | 'description' | 'position'> &
    Cover & { techStack?: string[] },
): Promise<Project> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'create-project',
    text: `insert into colophon.projects (slug, name, type, description, position, cover_media_id)
      values ($1, $2, $3, $4, coalesce($5::int, (select least(coalesce(max(position) + 10, 10), 999999) from colophon.projects)), $6)
      returning id`,
    values: [
      ...[project.slug, project.name, project.type, project.description],
      ...[project.position ?? null, project.coverMediaId ?? null],
    ],
  });
  if (project.techStack) await setUses(tx, rows[0]!.id, project.techStack);
  return projectById(tx, rows[0]!.id);
}

/** Absent members are left as they are. */
export type ProjectChange = Pick<UpdateProjectRequest, 'slug' | 'name' | 'type' | 'description' | 'position'> &
  Cover & { techStack?: string[] | undefined };

/** Changes what is given and leaves the rest. */
export async function updateProject(tx: Tx, id: string, change: ProjectChange): Promise<Project> {
  const { rowCount } = await tx.query({
    name: 'update-project',
    text: `update colophon.projects set slug = coalesce($2, slug), name = coalesce($3, name), type = coalesce($4, type),
        description = coalesce($5, description), position = coalesce($6, position),
        cover_media_id = case when $7 then $8::uuid else cover_media_id end
      where id = $1`,
    values: [
      ...[id, change.slug, change.name, change.type, change.description, change.position],
      ...[change.coverMediaId !== undefined, change.coverMediaId ?? null],
    ],
  });
  if (rowCount === 0) refuse('not-found', `There is no project "${id}".`);
  if (change.techStack) await setUses(tx, id, change.techStack);
  return projectById(tx, id);
}

async function projectById(tx: Tx, id: string): Promise<Project> {
  const { rows } = await tx.query<{ object: ProjectJson }>({
    name: 'project-by-id',
    text: `select ${columns} from colophon.projects where id = $1`,
    values: [id],
  });
  return fromJson(ProjectSchema, rows[0]!.object);
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
