import { isHttpError } from '@sveltejs/kit';
import { pagesOf } from '#lib/navigation.ts';
import type { Fetch } from '#lib/server/api/ask.ts';
import { getPost, type Post } from '#lib/server/api/posts.ts';
import { getProject, type ProjectCard } from '#lib/server/api/projects.ts';

const projectsAsked = 4;
const shown = 5;

type RecentPost = Pick<Post, 'title' | 'summary' | 'path' | 'project' | 'publishedAt'>;

/**
 * Navigation trees hold no dates, but ids of posts are UUIDv7 and sort by when a post came. The newest few are asked
 * for, and shown by the date that they carry.
 */
export async function recentPosts(fetch: Fetch, projects: ProjectCard[]): Promise<RecentPost[]> {
  const trees = await Promise.all(projects.slice(0, projectsAsked).map(({ slug }) => ifThere(getProject(fetch, slug))));
  const pages = trees.flatMap((tree) =>
    tree ? pagesOf(tree.body.navigation).map((page) => ({ ...page, project: tree.body.slug })) : [],
  );
  pages.sort((a, b) => (b.postId ?? '').localeCompare(a.postId ?? ''));

  const posts = await Promise.all(pages.slice(0, shown).map((page) => ifThere(getPost(fetch, page))));
  return posts
    .flatMap((post) => (post ? [post.body] : []))
    .map(({ title, summary, path, project, publishedAt }) => ({
      title,
      summary,
      path,
      project,
      ...(publishedAt && { publishedAt }),
    }))
    .sort((a, b) => (b.publishedAt ?? '').localeCompare(a.publishedAt ?? ''));
}

/** What was taken back between the list and the asking is not on the page; any other refusal is the page's own. */
async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (refusal) {
    if (isHttpError(refusal, 404)) return undefined;
    throw refusal;
  }
}
