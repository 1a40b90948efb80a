import { error } from '@sveltejs/kit';
import { getContact } from '#lib/server/api/profile.ts';
import { answer } from '#lib/server/machine.ts';
import { securityText } from '#lib/server/security-text.ts';
import { words } from '#lib/words.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, locals, url }) => {
  const { body: channels } = await getContact(fetch);
  const text = securityText(channels, `${url.origin}${url.pathname}`, new Date());
  // It ends some months from now, and no event tells that the time has passed: nobody may keep it.
  locals.parts.dependOnTime();
  return text === undefined ? error(404, words.errors.notFound.title) : answer('text/plain; charset=utf-8', text);
};
