import { isHttpError, redirect } from '@sveltejs/kit';
import { sectionHref } from '#lib/hrefs.ts';
import { findNode } from '#lib/navigation.ts';
import { getPost } from '#lib/server/api/posts.ts';
import { getProject } from '#lib/server/api/projects.ts';
import { renderBody } from '#lib/server/body.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, fetch, setHeaders }) => {
  const askedProject = getProject(fetch, params.project);
  const [{ body: post, served }, { body: project }] = await Promise.all([
    getPost(fetch, params).catch((refusal) => toSection(refusal, askedProject, params.path)),
    askedProject,
  ]);
  sendTiming(setHeaders, served);
  return { served, post, html: await renderBody(post.bodyMarkdown), navigation: project.navigation };
};

/** A section has an address but no text: its readers are taken to its place in the project's contents. */
async function toSection(refusal: unknown, asked: ReturnType<typeof getProject>, path: string): Promise<never> {
  if (isHttpError(refusal, 404)) {
    const { body: project } = await asked;
    if (findNode(project.navigation, path)?.type === 'SECTION') redirect(307, sectionHref(project.slug, path));
  }
  throw refusal;
}
