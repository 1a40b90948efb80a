import { getSite } from '#lib/server/api/site.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ fetch }) => ({ site: (await getSite(fetch)).body });
