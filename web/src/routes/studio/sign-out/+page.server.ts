import { redirect } from '@sveltejs/kit';
import { signOut } from '#lib/server/api/sessions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/studio');

export const actions: Actions = {
  default: async (event) => {
    const ended = await signOut(event);
    // A session that cannot be ended now is not said to be over.
    if (!ended.ok && ended.refused.status !== 401) redirect(303, '/studio?done=notSignedOut');
    redirect(303, '/studio/sign-in?done=signedOut');
  },
};
