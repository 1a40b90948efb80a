import { cardOfProject, projectCardHref } from '#lib/cards.ts';
import { getProject } from '#lib/server/api/projects.ts';
import { getSite } from '#lib/server/api/site.ts';
import { answerCard } from '#lib/server/cards/answer-card.ts';
import { besideIt } from '#lib/server/machine.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, params: { edition, project: slug } }) => {
  const [{ body: site }, { body: project }] = await Promise.all([
    getSite(fetch),
    besideIt(getProject(fetch, slug), (page) => `/og/${edition}${page}.png`),
  ]);
  return answerCard(edition, cardOfProject(project, site), projectCardHref(project, site));
};
