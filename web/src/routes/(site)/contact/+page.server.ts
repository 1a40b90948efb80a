import { getContact } from '#lib/server/api/profile.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body: channels, served } = await getContact(fetch);
  sendTiming(setHeaders, served);
  return { served, channels };
};
