import { listManuscripts } from '#lib/server/api/manuscripts.ts';
import { listShelves } from '#lib/server/api/shelves.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const given = (name: string) => event.url.searchParams.get(name) || undefined;
  const filters = { status: given('status'), project: given('project') };
  const [posts, shelves] = await Promise.all([
    listManuscripts(event, { ...filters, cursor: given('cursor') }),
    listShelves(event),
  ]);
  return { ...filters, cursor: given('cursor'), done: given('done'), posts, shelves };
};
