import { restingNow } from '#lib/server/api/repairs.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => ({ resting: await restingNow(event) });
