import { isHttpError, isRedirect, redirect } from '@sveltejs/kit';
import { sectionHref } from '#lib/hrefs.ts';
import { findNode } from '#lib/navigation.ts';
import { getPost } from '#lib/server/api/posts.ts';
import { getProject } from '#lib/server/api/projects.ts';
import { renderText } from '#lib/server/body.ts';
import { minutesToRead } from '#lib/reading-time.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

/** What the styles set in italics. */
const italic = /<(em|i|cite|dfn|var|address|figcaption)[\s>]/;

export const load: PageServerLoad = async ({ params, fetch, setHeaders }) => {
  const askedProject = getProject(fetch, params.project);
  // A post that moved says itself where to; what its project says is heard after it.
  askedProject.catch(() => undefined);
  const { body: post, served } = await getPost(fetch, params).catch((refusal) =>
    toSection(refusal, askedProject, params.path),
  );
  const { body: project } = await askedProject;
  sendTiming(setHeaders, served);
  const text = await renderText(post.bodyMarkdown, { pictures: post.pictures });
  const hasItalics = italic.test(text.html);
  return { served, post, text, hasItalics, minutes: minutesToRead(text.words), navigation: project.navigation };
};

/** A section has an address but no text: its readers are taken to its place in the project's contents. */
async function toSection(refusal: unknown, asked: ReturnType<typeof getProject>, path: string): Promise<never> {
  if (isHttpError(refusal, 404)) {
    const project = await asked.then(({ body }) => body, unlessItMoved);
    if (project && findNode(project.navigation, path)?.type === 'SECTION')
      redirect(307, sectionHref(project.slug, path));
  }
  throw refusal;
}

/** What is not in a project that was renamed is nowhere: its readers are not taken to the project itself. */
function unlessItMoved(refusal: unknown): undefined {
  if (!isRedirect(refusal)) throw refusal;
}
