import { fail, redirect } from '@sveltejs/kit';
import { must } from '#lib/server/api/author.ts';
import { discardLetter, listLetters } from '#lib/server/api/repairs.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { items } = must(event, await listLetters(event));
  const letter = items.find(({ messageId }) => messageId === event.params.id);
  if (!letter) redirect(303, '/studio/repair?done=letterGone');
  return { letter };
};

export const actions: Actions = {
  default: async (event) => {
    const discarded = await discardLetter(event, event.params.id);
    if (discarded.ok) redirect(303, '/studio/repair?done=letterDiscarded');
    if (discarded.refused.status === 404) redirect(303, '/studio/repair?done=letterGone');
    return fail(discarded.refused.status, { refused: discarded.refused });
  },
};
