import { PostForStudioSchema } from '../../../proto/gen/colophon/posts/v1/posts_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { expectRevision } from '../expect-revision.ts';
import { createNode, moveNode } from '../projects/nodes.ts';
import { type PostForStudio, postForStudio } from './posts-for-studio.ts';
import type { Tx } from '../transaction.ts';

export interface NewPost {
  projectId: string;
  parentNodeId: string | undefined;
  title: string;
  slug: string;
  summary: string;
  bodyMarkdown: string;
  tags: string[];
  position?: number;
  /** Of a draft: the date that it will be published under, unless another is given then. */
  publishedAt?: string | undefined;
  coverMediaId?: string | null | undefined;
}

/** Makes a draft and its page in the navigation tree. */
export async function createPost(tx: Tx, post: NewPost): Promise<PostForStudio> {
  const nodeId = await createNode(tx, {
    projectId: post.projectId,
    parentId: post.parentNodeId,
    type: 'page',
    slug: post.slug,
    ...(post.position !== undefined && { position: post.position }),
  });
  const { rows } = await tx.query<{ id: string }>({
    name: 'create-post',
    text: `insert into colophon.posts (project_id, node_id, title, summary, body_markdown, tags, published_at, cover_media_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    values: [
      ...[post.projectId, nodeId, post.title, post.summary, post.bodyMarkdown, post.tags],
      ...[post.publishedAt ?? null, post.coverMediaId ?? null],
    ],
  });
  return postForStudio(rows[0]!.id, tx);
}

/** Absent members are left as they are; `parentNodeId: null` is the project's root, `coverMediaId: null` no picture. */
export interface PostChange {
  title?: string | undefined;
  slug?: string | undefined;
  summary?: string | undefined;
  bodyMarkdown?: string | undefined;
  tags?: string[] | undefined;
  parentNodeId?: string | null | undefined;
  position?: number | undefined;
  coverMediaId?: string | null | undefined;
  /** What the page of a draft without a place is called where no slug is given. */
  slugFrom?: (title: string) => string;
}

/** Changes a post that stands at this revision; refuses, with the current state, if somebody else saved first. */
export async function updatePost(
  tx: Tx,
  id: string,
  revision: number | 'any',
  change: PostChange,
): Promise<PostForStudio> {
  const place = { slug: change.slug, parentId: change.parentNodeId, position: change.position };
  const isPlaced = Object.values(place).some((each) => each !== undefined);
  if (isPlaced) await holdPlace(tx, id);
  const before = await postAt(tx, id, revision);
  const placed = before.nodeId === '' ? await placeFor(tx, before, change) : null;
  // Who only writes locks no node.
  if (before.nodeId !== '' && isPlaced) await moveNode(tx, before.nodeId, place);
  await tx.query({
    name: 'update-post',
    text: `update colophon.posts set title = coalesce($2, title), summary = coalesce($3, summary), body_markdown = coalesce($4, body_markdown),
        tags = coalesce($5, tags), cover_media_id = case when $6 then $7::uuid else cover_media_id end,
        node_id = coalesce($8, node_id), revision = revision + 1
      where id = $1`,
    values: [
      ...[id, change.title, change.summary, change.bodyMarkdown, change.tags],
      ...[change.coverMediaId !== undefined, change.coverMediaId ?? null, placed],
    ],
  });
  return postForStudio(id, tx);
}

/** A page for a draft that lost its own, or never had one, if it is to have a place. */
async function placeFor(tx: Tx, post: PostForStudio, change: PostChange): Promise<string | null> {
  if (change.parentNodeId === undefined && change.slug === undefined) return null;
  const { slug = change.slugFrom?.(change.title ?? post.title) ?? '', parentNodeId, position } = change;
  return createNode(tx, {
    ...{ projectId: post.projectId, parentId: parentNodeId ?? undefined, type: 'page', slug },
    ...(position !== undefined && { position }),
  });
}

/** A post that is published stays so; with a date, it gets that date. None appears before its date: one that lies ahead becomes now. */
export async function publishPost(
  tx: Tx,
  id: string,
  publishedAt: string | undefined,
  revision: number | 'any' = 'any',
): Promise<PostForStudio> {
  await postAt(tx, id, revision);
  await changeOne(tx, id, {
    name: 'publish-post',
    text: `update colophon.posts set status = 'published', published_at = least(coalesce($2::timestamptz, published_at), now()) where id = $1`,
    values: [id, publishedAt],
  });
  return postForStudio(id, tx);
}

/** Back to a draft, which keeps the date of its first publication; one that never came is forgotten. */
export async function unpublishPost(tx: Tx, id: string, revision: number | 'any' = 'any'): Promise<PostForStudio> {
  await postAt(tx, id, revision);
  await changeOne(tx, id, {
    name: 'unpublish-post',
    text: `update colophon.posts set status = 'draft', published_at = case when published_at <= now() then published_at end where id = $1`,
    values: [id],
  });
  return postForStudio(id, tx);
}

/** Removes the post and its page. */
export async function deletePost(tx: Tx, id: string, revision: number | 'any'): Promise<void> {
  await holdPlace(tx, id);
  const { nodeId } = await postAt(tx, id, revision);
  await tx.query({ name: 'delete-post', text: `delete from colophon.posts where id = $1`, values: [id] });
  if (nodeId !== '')
    await tx.query({ name: 'delete-node', text: `delete from colophon.nodes where id = $1`, values: [nodeId] });
}

/** Locks a post's page before the post: whoever moves a section takes nodes first and posts then, and the other way round would wait in a circle. */
async function holdPlace(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'hold-place',
    text: `select 1 from colophon.nodes where id = (select node_id from colophon.posts where id = $1) for update`,
    values: [id],
  });
}

/** Locks the post until the transaction ends, so that its revision is still this one when it is changed. */
export async function postAt(tx: Tx, id: string, revision: number | 'any'): Promise<PostForStudio> {
  await changeOne(tx, id, {
    name: 'lock-post',
    text: `select 1 from colophon.posts where id = $1 for update`,
    values: [id],
  });
  const current = await postForStudio(id, tx);
  expectRevision(PostForStudioSchema, current, revision, 'post');
  return current;
}

async function changeOne(
  tx: Tx,
  id: string,
  statement: { name: string; text: string; values: unknown[] },
): Promise<void> {
  const { rowCount } = await tx.query(statement);
  if (rowCount === 0) refuse('not-found', `There is no post "${id}".`);
}
