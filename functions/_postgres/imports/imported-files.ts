import type { ImportPostRequest } from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { sectionAt } from '../projects/nodes.ts';
import { createPost, publishPost, unpublishPost, updatePost } from '../posts/posts.ts';
import { type PostForStudio, postForStudio } from '../posts/posts-for-studio.ts';
import { readOnce, type Tx } from '../transaction.ts';

export type Outcome = 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'EDITED_MEANWHILE';

interface Imported {
  content_hash: string;
  post_id: string | null;
  revision: number;
}

/**
 * Brings a file in, under a lock on its name: unchanged by its hash, it changes nothing; a post that somebody edited or
 * deleted since is left as it is. A crash leaves the file wholly in or wholly out.
 */
export async function importFile(tx: Tx, file: ImportPostRequest): Promise<{ outcome: Outcome; post?: PostForStudio }> {
  await tx.query({
    name: 'lock-import',
    text: `select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))`,
    values: [file.projectId, file.sourcePath],
  });
  const { rows } = await tx.query<Imported>({
    name: 'imported-file',
    text: `select content_hash, post_id, revision from colophon.imported_files where project_id = $1 and source_path = $2`,
    values: [file.projectId, file.sourcePath],
  });
  const earlier = rows[0];
  if (!earlier) return { outcome: 'CREATED', post: await bringIn(tx, file) };
  if (earlier.post_id === null) return { outcome: 'EDITED_MEANWHILE' };
  await tx.query({
    name: 'lock-imported-post',
    text: `select 1 from colophon.posts where id = $1 for update`,
    values: [earlier.post_id],
  });
  const current = await postForStudio(earlier.post_id, tx);
  if (earlier.content_hash === file.contentHash) return { outcome: 'UNCHANGED', post: current };
  if (earlier.revision !== current.revision) return { outcome: 'EDITED_MEANWHILE', post: current };
  return { outcome: 'UPDATED', post: await bringUpToDate(tx, file, current) };
}

/** The names of the files of which a post is left in this project. */
export async function importedFiles(projectId: string): Promise<string[]> {
  const rows = await readOnce<{ source_path: string }>(
    'writer',
    {
      name: 'imported-files',
      text: `select source_path from colophon.imported_files where project_id = $1 and post_id is not null order by source_path`,
    },
    [projectId],
  );
  return rows.map((row) => row.source_path);
}

async function bringIn(tx: Tx, file: ImportPostRequest): Promise<PostForStudio> {
  const created = await createPost(tx, { ...file, parentNodeId: await parentOf(tx, file) });
  return remember(tx, file, file.draft ? created : await publishPost(tx, created.id, file.publishedAt));
}

async function bringUpToDate(tx: Tx, file: ImportPostRequest, current: PostForStudio): Promise<PostForStudio> {
  const parentNodeId = (await parentOf(tx, file)) ?? null;
  const { title, slug, summary, bodyMarkdown, tags, position } = file;
  const change = { title, slug, summary, bodyMarkdown, tags, position, parentNodeId };
  const draft = file.draft ? await unpublishPost(tx, current.id) : undefined;
  const updated = await updatePost(tx, current.id, draft?.revision ?? current.revision, change);
  return remember(tx, file, file.draft ? updated : await publishPost(tx, current.id, file.publishedAt));
}

async function parentOf(tx: Tx, { projectId, sections }: ImportPostRequest): Promise<string | undefined> {
  let parentId: string | undefined;
  for (const { slug, name, position } of sections) {
    parentId = await sectionAt(tx, { projectId, parentId, slug, name, position });
  }
  return parentId;
}

async function remember(tx: Tx, file: ImportPostRequest, post: PostForStudio): Promise<PostForStudio> {
  await tx.query({
    name: 'remember-import',
    text: `insert into colophon.imported_files (project_id, source_path, content_hash, post_id, revision) values ($1, $2, $3, $4, $5)
      on conflict (project_id, source_path) do update
        set content_hash = excluded.content_hash, post_id = excluded.post_id, revision = excluded.revision`,
    values: [file.projectId, file.sourcePath, file.contentHash, post.id, post.revision],
  });
  return post;
}
