import { getContact } from '#lib/server/api/profile.ts';
import { getSite } from '#lib/server/api/site.ts';
import type { LayoutServerLoad } from './$types';

/** Pages that are about the author say which other addresses are theirs. */
const ofAuthor = ['/(site)', '/(site)/about', '/(site)/contact', '/(site)/resume'];

export const load: LayoutServerLoad = async ({ fetch, route }) => {
  const [site, contact] = await Promise.all([
    getSite(fetch),
    ofAuthor.includes(route.id) ? getContact(fetch) : undefined,
  ]);
  return { site: site.body, channels: contact?.body ?? [] };
};
