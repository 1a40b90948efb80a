import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type PostJson, PostSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import { type BuiltObject, timestamp } from '../built-object.ts';
import { type NamedFile, picture, pictureRows, picturesOf } from '../media/picture.ts';
import { addressOf, projectAt } from '../projects/project-at.ts';
import { readOnce } from '../transaction.ts';

const neighbour = `json_build_object('id', id, 'title', title, 'path', path)`;

// One row always comes back: that nothing was found was also seen under a snapshot.
const statement = {
  name: 'build-post',
  text: `
    select pg_current_snapshot()::text as snapshot, to_json(project) as project, post.object, post.cover_media_id, post.files, post.breadcrumbs, post.previous, post.next,
      case when post.object is null then (
        select json_build_object('path', present_path, 'postId', post_id)
        from published.former_paths where project_id = project.id and path = $2) end as moved,
      post.object is null and exists (
        select from published.nodes where project_id = project.id and path = $2 and type = 'section') as is_section
    from (values (1)) always
    left join lateral (${projectAt('$1')}) project on true
    left join lateral (
      select json_build_object(
          'id', id, 'slug', substring(path from '[^/]*$'), 'title', title, 'summary', summary, 'bodyMarkdown', body_markdown,
          'status', upper(status), 'path', path, 'project', json_build_object('slug', project.slug, 'name', project.name),
          'tags', tags, 'publishedAt', ${timestamp('published_at')}, 'createdAt', ${timestamp('created_at')},
          'updatedAt', ${timestamp('updated_at')}, 'cover', ${picture('cover_media_id')}) as object, cover_media_id,
        ${pictureRows('body_markdown')} as files,
        (select coalesce(json_agg(json_build_object('id', above.id, 'name', above.name, 'path', above.path) order by above.sort_key), '[]')
          from published.nodes above where above.project_id = project.id and above.type = 'section' and above.path in (
            select array_to_string((string_to_array(found.path, '/'))[:level], '/')
            from generate_series(1, cardinality(string_to_array(found.path, '/')) - 1) level)) as breadcrumbs,
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
  project: { id: string; slug: string; renamed: boolean } | null;
  object: PostJson | null;
  cover_media_id: string | null;
  files: NamedFile[];
  breadcrumbs: { id: string; name: string; path: string }[];
  previous: Neighbour | null;
  next: Neighbour | null;
  /** What was at this path before; a section has no post. */
  moved: { path: string; postId: string | null } | null;
  is_section: boolean;
}

interface Place {
  project: string;
  path: string;
}

/** A post by its place, with the way to it and its neighbours in the order of the tree; or where it is now. */
export async function buildPost(place: Place): Promise<BuiltObject<MessageShape<typeof PostSchema>>> {
  const [row] = await readOnce<Row>('reader', statement, [place.project, place.path]);
  const { snapshot, project, object, cover_media_id: cover, breadcrumbs, previous, next } = row!;
  if (!project) return { object: undefined, snapshot, tags: tagged([tags.projects]) };
  if (!object || project.renamed) return { object: undefined, snapshot, ...elsewhere(project, row!, place.path) };
  const around = [previous, next].filter((each) => each !== null);
  const { pictures, tags: pictureTags } = picturesOf(row!.files);
  const itself = [
    tags.post(object.id!),
    tags.projectName(project.id),
    tags.projectTree(project.id),
    ...breadcrumbs.map((section) => tags.node(section.id)),
    ...around.map((post) => tags.postName(post.id)),
    ...(cover ? [tags.media(cover)] : []),
  ];
  return {
    object: fromJson(PostSchema, {
      ...object,
      pictures,
      breadcrumbs: breadcrumbs.map(({ name, path }) => ({ name, path })),
      ...link('previous', previous),
      ...link('next', next),
    }),
    snapshot,
    tags: tagged([...itself, ...pictureTags], [...itself, tags.pictures]),
  };
}

/**
 * Where a reader is sent who asks for a place that was renamed or moved; nowhere, if nothing is published there. Each way
 * ends when the project is renamed, when somebody else takes its old slug or the old path, and when what it leads to moves
 * on or is taken back.
 */
function elsewhere(
  project: { id: string; slug: string; renamed: boolean },
  { object, moved, is_section: isSection }: Row,
  path: string,
): { movedTo?: string; tags: string[] } {
  const { id, slug } = project;
  const always = [tags.projectName(id), ...(project.renamed ? [tags.projects] : [])];
  if (object) {
    return { movedTo: addressOf.post(slug, path), tags: tagged([...always, tags.postName(object.id!)]) };
  }
  if (moved?.postId) {
    const ends = [...always, tags.projectMoves(id), tags.postName(moved.postId)];
    return { movedTo: addressOf.post(slug, moved.path), tags: tagged(ends) };
  }
  if (moved || (isSection && project.renamed)) {
    const ends = [...always, tags.projectMoves(id), tags.projectTree(id)];
    return { movedTo: addressOf.section(slug, moved?.path ?? path), tags: tagged(ends) };
  }
  return { tags: tagged([...always, tags.projectMoves(id), tags.projectTree(id), tags.projects]) };
}

function link(name: 'previous' | 'next', post: Neighbour | null) {
  return post && { [name]: { title: post.title, path: post.path } };
}
