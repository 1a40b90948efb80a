import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type ProjectListJson, ProjectListSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

const statement = {
  name: 'build-projects',
  text: `
    select pg_current_snapshot()::text as snapshot, coalesce(json_agg(json_build_object(
        'id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
        'postCount', (select count(*) from published.posts where posts.project_id = projects.id),
        'updatedAt', ${timestamp('updated_at')}) order by position, name, id), '[]') as items
    from published.projects`,
};

/** All projects, in the author's order. */
export async function buildProjects(): Promise<BuiltObject<MessageShape<typeof ProjectListSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<ProjectListJson['items']> }>('reader', statement);
  const { snapshot, items } = row!;
  return {
    object: fromJson(ProjectListSchema, { items }),
    snapshot,
    tags: tagged(
      [tags.projects, ...items.map((item) => tags.projectCard(item.id!))],
      [tags.projects, tags.projectCards],
    ),
  };
}
