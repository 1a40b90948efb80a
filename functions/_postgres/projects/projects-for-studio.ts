import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import type { NodeForStudioJson } from '../../../proto/gen/colophon/projects/v1/nodes_pb.js';
import {
  type ProjectCardForStudioJson,
  type ProjectForStudioJson,
  ProjectForStudioSchema,
  ProjectListForStudioSchema,
} from '../../../proto/gen/colophon/projects/v1/projects_for_studio_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';
import { nestForStudio, nodeColumns } from './nodes-for-studio.ts';

const project = {
  name: 'project-for-studio',
  text: `
    select json_strip_nulls(json_build_object('id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
        'position', position, 'coverMediaId', cover_media_id, 'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')},
        'unplacedPosts', (
          select coalesce(json_agg(json_build_object('id', id, 'title', title, 'updatedAt', ${timestamp('updated_at')}) order by updated_at desc, id), '[]')
          from colophon.posts where project_id = projects.id and node_id is null))) as object,
      (select coalesce(json_agg(${nodeColumns} order by node.sort_key), '[]')
        from colophon.nodes node left join colophon.posts post on post.node_id = node.id where node.project_id = projects.id) as nodes
    from colophon.projects where id = $1`,
};

/** A project with its whole tree, drafts and empty sections too. */
export async function projectForStudio(id: string): Promise<MessageShape<typeof ProjectForStudioSchema>> {
  const [found] = await readOnce<{ object: ProjectForStudioJson; nodes: NodeForStudioJson[] }>('writer', project, [id]);
  if (!found) refuse('not-found', `There is no project "${id}".`);
  return fromJson(ProjectForStudioSchema, { ...found.object, navigation: nestForStudio(found.nodes) });
}

const list = {
  name: 'projects-for-studio',
  text: `
    select coalesce(json_agg(json_strip_nulls(json_build_object('id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
        'position', position, 'coverMediaId', cover_media_id, 'updatedAt', ${timestamp('updated_at')}, 'posts', (
          select coalesce(json_agg(json_build_object('status', upper(status), 'count', number) order by status), '[]')
          from (select status, count(*) as number from colophon.posts where project_id = projects.id group by status) counted)))
      order by position, name, id), '[]') as items
    from colophon.projects`,
};

/** All projects, in the author's order. */
export async function projectsForStudio(): Promise<MessageShape<typeof ProjectListForStudioSchema>> {
  const [row] = await readOnce<{ items: ProjectCardForStudioJson[] }>('writer', list);
  return fromJson(ProjectListForStudioSchema, { items: row!.items });
}
