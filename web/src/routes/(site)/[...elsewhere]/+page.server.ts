import { error } from '@sveltejs/kit';
import { words } from '#lib/words.ts';
import type { PageServerLoad } from './$types';

/** An address that no page has answers inside the frame of the site. */
export const load: PageServerLoad = () => error(404, words.errors.notFound.title);
