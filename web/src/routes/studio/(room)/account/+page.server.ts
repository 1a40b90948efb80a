import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { must, type Outcome, type Refused } from '#lib/server/api/author.ts';
import {
  changePassword,
  changeSignIn,
  createToken,
  deletePasskey,
  deleteToken,
  endSession,
  listPasskeys,
  listSessions,
  listTokens,
  whoIsHere,
  type Scope,
  type SignIn,
} from '#lib/server/api/sessions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const [here, sessions, passkeys, tokens] = await Promise.all([
    whoIsHere(event),
    listSessions(event),
    listPasskeys(event),
    listTokens(event),
  ]);
  const { account } = must(event, here);
  return { account, sessions, passkeys, tokens, done: event.url.searchParams.get('done') };
};

type Section = 'password' | 'signIn' | 'sessions' | 'passkeys' | 'tokens';

interface Returned {
  section: Section;
  refused: Refused;
  name?: string;
  scopes?: string[];
  expires?: string;
}

/** Back to the page where it was done, else with why not beside the section that it belongs to. */
function answer(outcome: Outcome<unknown>, done: string, back: Omit<Returned, 'refused'>): ActionFailure<Returned> {
  if (outcome.ok) redirect(303, `/studio/account?done=${done}`);
  return fail(outcome.refused.status, { ...back, refused: outcome.refused });
}

async function idOf(event: RequestEvent): Promise<string> {
  return formText(await event.request.formData(), 'id');
}

export const actions: Actions = {
  password: async (event) => {
    const form = await event.request.formData();
    const [presentPassword, password] = [formText(form, 'presentPassword'), formText(form, 'newPassword')];
    return answer(await changePassword(event, { presentPassword, password }), 'password', { section: 'password' });
  },
  signIn: async (event) => {
    const needed = formText(await event.request.formData(), 'signIn') as SignIn;
    return answer(await changeSignIn(event, needed), 'signIn', { section: 'signIn' });
  },
  endSession: async (event) => answer(await endSession(event, await idOf(event)), 'revoke', { section: 'sessions' }),
  removePasskey: async (event) =>
    answer(await deletePasskey(event, await idOf(event)), 'passkey', { section: 'passkeys' }),
  revokeToken: async (event) => answer(await deleteToken(event, await idOf(event)), 'token', { section: 'tokens' }),
  createToken: async (event) => {
    const form = await event.request.formData();
    const given = {
      name: formText(form, 'name'),
      scopes: form.getAll('scopes').map(String),
      expires: formText(form, 'expiresAt'),
    };
    const made = await createToken(event, {
      name: given.name,
      scopes: given.scopes as Scope[],
      // To the end of that day, wherever its author is.
      ...(given.expires && { expiresAt: `${given.expires}T23:59:59Z` }),
    });
    // Shown once: so this answer is the page itself, and no redirect leads to it.
    if (made.ok) return { section: 'tokens' as const, token: made.body.token ?? '' };
    return fail(made.refused.status, { section: 'tokens' as const, ...given, refused: made.refused });
  },
};
