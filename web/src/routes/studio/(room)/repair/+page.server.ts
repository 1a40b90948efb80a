import { fail, redirect } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { must } from '#lib/server/api/author.ts';
import { haveArrived, listLetters, restingIn, seeQueues, sendAgain } from '#lib/server/api/repairs.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const done = event.url.searchParams.get('done');
  const [queues, listed] = await Promise.all([seeQueues(event), listLetters(event)]);
  for (const outcome of [queues, listed])
    if (!outcome.ok && outcome.refused.status === 503) return { done, away: outcome.refused };
  const [overview, { items }] = [must(event, queues), must(event, listed)];
  // The mark in the navigation says what this page shows.
  return { done, queues: overview, letters: items, resting: restingIn(overview) };
};

/** Sends again, waits a little, and says on the page itself what came of it. */
async function again(event: RequestEvent, messageIds?: string[]) {
  const sent = await sendAgain(event, messageIds);
  if (!sent.ok) return fail(sent.refused.status, { refused: sent.refused });
  const { redriven, more } = sent.body;
  if (redriven === 0) redirect(303, `/studio/repair?done=${messageIds ? 'letterGone' : 'noLetters'}`);
  if (more) redirect(303, '/studio/repair?done=someLetters');
  redirect(303, `/studio/repair?done=${(await haveArrived(event)) ? 'lettersArrived' : 'lettersUnderWay'}`);
}

export const actions: Actions = {
  one: async (event) => again(event, [formText(await event.request.formData(), 'id')]),
  all: (event) => again(event),
};
