import { fail, redirect } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { signIn } from '#lib/server/api/sessions.ts';
import { ownPath } from '../own-path.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  next: ownPath(url.searchParams.get('next')),
  done: url.searchParams.get('done'),
});

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const [email, password] = [formText(form, 'email'), formText(form, 'password')];
    const signedIn = await signIn(event, email, password);
    if (!signedIn.ok) return fail(signedIn.refused.status, { email, refused: signedIn.refused });
    // The password was right, and this account wants a passkey, too.
    if (signedIn.body.passkeyOptions) return { email, passkeyOptions: JSON.stringify(signedIn.body.passkeyOptions) };
    redirect(303, ownPath(form.get('next')));
  },
};
