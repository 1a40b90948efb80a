import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type PostJson, PostSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { readOnce } from '../transaction.ts';

const neighbour = `json_build_object('id', id, 'title', title, 'path', path)`;

// One row always comes back: that nothing was found was also seen under a snapshot.
const statement = {
  name: 'build-post',
  text: `
    select pg_current_snapshot()::text as snapshot, project.id as project_id, post.object, post.previous, post.next
    from (values (1)) always
    left join published.projects project on project.slug = $1
    left join lateral (
      select json_build_object(
          'id', id, 'slug', substring(path from '[^/]*$'), 'title', title, 'summary', summary, 'bodyMarkdown', body_markdown,
          'status', upper(status), 'path', path, 'project', json_build_object('slug', project.slug, 'name', project.name),
          'tags', tags, 'publishedAt', ${timestamp('published_at')}, 'createdAt', ${timestamp('created_at')},
          'updatedAt', ${timestamp('updated_at')},
          'breadcrumbs', (
            select coalesce(json_agg(json_build_object('name', above.name, 'path', above.path) order by above.sort_key), '[]')
            from published.nodes above where above.project_id = project.id and above.type = 'section' and above.path in (
              select array_to_string((string_to_array(found.path, '/'))[:level], '/')
              from generate_series(1, cardinality(string_to_array(found.path, '/')) - 1) level))) as object,
        (select ${neighbour} from published.posts before
          where before.project_id = project.id and before.sort_key < found.sort_key order by before.sort_key desc limit 1) as previous,
        (select ${neighbour} from published.posts after
          where after.project_id = project.id and after.sort_key > found.sort_key order by after.sort_key limit 1) as next
      from published.posts found where found.project_id = project.id and found.path = $2) post on true`,
};

interface Neighbour {
  id: string;
  title: string;
  path: string;
}

interface Row {
  snapshot: string;
  project_id: string | null;
  object: PostJson | null;
  previous: Neighbour | null;
  next: Neighbour | null;
}

/** A post by its place, with the way to it and its neighbours in the order of the tree. */
export async function buildPost(place: {
  project: string;
  path: string;
}): Promise<BuiltObject<MessageShape<typeof PostSchema>>> {
  const [row] = await readOnce<Row>('reader', statement, [place.project, place.path]);
  const { snapshot, project_id: projectId, object, previous, next } = row!;
  if (projectId === null) return { object: undefined, snapshot, tags: tagged([tags.projects]) };
  if (!object) {
    return {
      object: undefined,
      snapshot,
      tags: tagged([tags.projectTree(projectId), tags.projectName(projectId), tags.projects]),
    };
  }
  const around = [previous, next].filter((each) => each !== null);
  return {
    object: fromJson(PostSchema, { ...object, ...link('previous', previous), ...link('next', next) }),
    snapshot,
    tags: tagged([
      tags.post(object.id!),
      tags.projectName(projectId),
      tags.projectTree(projectId),
      ...around.map((post) => tags.postCard(post.id)),
    ]),
  };
}

function link(name: 'previous' | 'next', post: Neighbour | null) {
  return post && { [name]: { title: post.title, path: post.path } };
}
