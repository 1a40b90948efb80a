import { cardOfPost, postCardHref } from '#lib/cards.ts';
import { getPost } from '#lib/server/api/posts.ts';
import { getSite } from '#lib/server/api/site.ts';
import { answerCard } from '#lib/server/cards/answer-card.ts';
import { besideIt } from '#lib/server/machine.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, params: { edition, ...place } }) => {
  const [{ body: site }, { body: post }] = await Promise.all([
    getSite(fetch),
    besideIt(getPost(fetch, place), (page) => `/og/${edition}${page}.png`),
  ]);
  return answerCard(edition, cardOfPost(post, site), postCardHref(post, site));
};
