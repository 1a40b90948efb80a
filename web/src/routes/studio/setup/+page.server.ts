import { fail, redirect } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { setUp } from '#lib/server/api/sessions.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looking at the link does not use it up: programs look at links before people do. */
export const load: PageServerLoad = ({ url, setHeaders }) => {
  setHeaders({ 'referrer-policy': 'no-referrer' });
  return { token: url.searchParams.get('token') ?? '' };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const text = (name: string) => formText(form, name);
    const given = { token: text('token'), name: text('name'), email: text('email').trim(), password: text('password') };
    const made = await setUp(event, given);
    const { password: _, ...shown } = given;
    if (!made.ok) return fail(made.refused.status, { ...shown, refused: made.refused });
    // Who lost a password may have lost more: passkeys, sessions and tokens are there to be looked at.
    redirect(303, given.token.startsWith('recovery_') ? '/studio/account?done=recovered' : '/studio');
  },
};
