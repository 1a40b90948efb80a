import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type ProjectJson, ProjectSchema } from '../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { picture } from '../media/picture.ts';
import { type FlatNode, nest } from './navigation.ts';
import { addressOf, projectAt } from './project-at.ts';
import { technologies } from '../techstack/uses.ts';
import { readOnce } from '../transaction.ts';

const statement = {
  name: 'build-project',
  text: `
    select pg_current_snapshot()::text as snapshot, asked.renamed, project.object, project.cover_media_id, project.nodes
    from (values (1)) always
    left join lateral (${projectAt('$1')}) asked on true
    left join lateral (
      select json_build_object('id', id, 'slug', slug, 'name', name, 'type', type, 'description', description,
                               'createdAt', ${timestamp('created_at')}, 'updatedAt', ${timestamp('updated_at')},
                               'techStack', ${technologies('published', 'projects.id')}, 'cover', ${picture('cover_media_id')}) as object,
        cover_media_id,
        (select json_agg(json_build_object('id', node.id, 'parentId', node.parent_id, 'name', node.name, 'slug', node.slug,
                                           'path', node.path, 'type', upper(node.type), 'postId', node.post_id) order by node.sort_key)
         from published.nodes node where node.project_id = projects.id) as nodes
      from published.projects where id = asked.id) project on true`,
};

interface Row {
  snapshot: string;
  renamed: boolean | null;
  object: ProjectJson | null;
  cover_media_id: string | null;
  nodes: FlatNode[] | null;
}

/** A project with its navigation tree and its tech stack; or where it is now, if it had this name before. */
export async function buildProject(place: {
  project: string;
}): Promise<BuiltObject<MessageShape<typeof ProjectSchema>>> {
  const [row] = await readOnce<Row>('reader', statement, [place.project]);
  const { snapshot, renamed, object, cover_media_id: cover, nodes } = row!;
  if (!object) return { object: undefined, snapshot, tags: tagged([tags.projects]) };
  const id = object.id!;
  if (renamed) {
    const movedTo = addressOf.project(object.slug!);
    return { object: undefined, movedTo, snapshot, tags: tagged([tags.projects, tags.projectName(id)]) };
  }
  const own = [tags.project(id), tags.projectTree(id), tags.projectTitles(id), ...(cover ? [tags.media(cover)] : [])];
  return {
    object: fromJson(ProjectSchema, { ...object, navigation: nest(nodes ?? []) }),
    snapshot,
    tags: tagged(
      [...own, ...(object.techStack ?? []).map((item) => tags.techStackItem(item.id!))],
      [...own, tags.techStack],
    ),
  };
}
