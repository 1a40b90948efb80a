import { cardOfSite, siteCardHref } from '#lib/cards.ts';
import { getSite } from '#lib/server/api/site.ts';
import { answerCard } from '#lib/server/cards/answer-card.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, params }) => {
  const { body: site } = await getSite(fetch);
  return answerCard(params.edition, cardOfSite(site), siteCardHref(site));
};
