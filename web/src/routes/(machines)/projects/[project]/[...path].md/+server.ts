import { postHref } from '#lib/hrefs.ts';
import { getPost } from '#lib/server/api/posts.ts';
import { answer, besideIt } from '#lib/server/machine.ts';
import { manuscript } from '#lib/server/manuscript.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, params, url }) => {
  const { body: post } = await besideIt(getPost(fetch, params), (page) => `${page}.md`);
  const page = new URL(postHref(post.project.slug, post.path), url).href;
  return answer('text/markdown; charset=utf-8', manuscript(post, page), { link: `<${page}>; rel="canonical"` });
};
