import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import {
  type RevisionCardJson,
  type RevisionJson,
  RevisionSchema,
} from '../../../proto/gen/colophon/posts/v1/revisions_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { timestamp } from '../built-object.ts';
import { readOnce, type Tx } from '../transaction.ts';
import { postAt } from './posts.ts';
import { type PostForStudio, postForStudio } from './posts-for-studio.ts';

const one = {
  name: 'revision',
  text: `
    select json_strip_nulls(json_build_object('postId', post_id, 'revision', revision, 'slug', slug, 'title', title, 'summary', summary,
      'bodyMarkdown', body_markdown, 'tags', tags, 'coverMediaId', cover_media_id, 'status', upper(status),
      'publishedAt', ${timestamp('published_at')}, 'author', author, 'createdAt', ${timestamp('created_at')})) as object
    from colophon.post_revisions where post_id = $1 and revision = $2`,
};

/** One state of a post, whole. */
export async function revisionOf(postId: string, revision: number): Promise<MessageShape<typeof RevisionSchema>> {
  const [found] = await readOnce<{ object: RevisionJson }>('writer', one, [postId, revision]);
  if (!found) refuse('not-found', `There is no revision ${revision} of a post "${postId}".`);
  return fromJson(RevisionSchema, found.object);
}

const list = {
  name: 'revisions',
  text: `
    select exists (select from colophon.posts where id = $1) as is_there, (
      select coalesce(json_agg(json_build_object('revision', revision, 'title', title, 'status', upper(status), 'author', author,
          'createdAt', ${timestamp('created_at')}) order by revision desc), '[]')
      from (
        select * from colophon.post_revisions where post_id = $1 and ($2::bigint is null or revision < $2)
        order by revision desc limit $3) page) as items`,
};

/** The states that a post was saved in, the latest first. */
export async function revisionsOf(postId: string, limit: number, before?: string): Promise<RevisionCardJson[]> {
  const values = [postId, before ?? null, limit];
  const [row] = await readOnce<{ is_there: boolean; items: RevisionCardJson[] }>('writer', list, values);
  if (!row!.is_there) refuse('not-found', `There is no post "${postId}".`);
  return row!.items;
}

/** The content of a revision becomes that of the post, as a new revision; place, slug and status stay, and a picture that is gone stays away. */
export async function restoreRevision(
  tx: Tx,
  postId: string,
  revision: number,
  seen: number | 'any',
): Promise<PostForStudio> {
  await postAt(tx, postId, seen);
  const { rowCount } = await tx.query({
    name: 'restore-revision',
    text: `update colophon.posts post set title = kept.title, summary = kept.summary, body_markdown = kept.body_markdown, tags = kept.tags,
        cover_media_id = (select id from colophon.media where id = kept.cover_media_id), revision = post.revision + 1
      from colophon.post_revisions kept where post.id = $1 and kept.post_id = $1 and kept.revision = $2`,
    values: [postId, revision],
  });
  if (rowCount === 0) refuse('not-found', `There is no revision ${revision} of a post "${postId}".`);
  return postForStudio(postId, tx);
}
