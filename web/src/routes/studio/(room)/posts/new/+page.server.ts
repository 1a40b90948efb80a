import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { FILE_LIMIT_MB } from '$app/env/private';
import { findShelf, listShelves, type Shelf } from '#lib/server/api/shelves.ts';
import { create, signInAgain, type Intent } from '../carry-out.ts';
import { emptyDraft, readDraft, type Draft } from '../draft.ts';
import { lastPlace, placesIn } from '../places.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const shelves = await shelvesSeen(event);
  const chosen = event.url.searchParams.get('project');
  const one = shelves.find(({ id }) => id === chosen) ?? (shelves.length === 1 ? shelves[0] : undefined);
  const shelf = one && (await findShelf(event, one.id));
  const draft = shelf && { ...emptyDraft, project: shelf.id, key: randomUUID(), place: lastPlace(shelf) };
  return {
    shelves,
    draft,
    project: one?.name ?? '',
    places: shelf ? placesIn(shelf) : [],
    limitMegabytes: FILE_LIMIT_MB,
  };
};

async function shelvesSeen(event: RequestEvent): Promise<Shelf[]> {
  const asked = listShelves(event);
  return event.request.method === 'POST' ? asked.catch(() => []) : asked;
}

const doing = (intent: Intent) => async (event: RequestEvent) =>
  create(event, intent, readDraft(await event.request.formData()));

export const actions: Actions = {
  save: doing('save'),
  preview: doing('preview'),
  again: async (event) => {
    const goOn = (intent: Intent, draft: Draft) => create(event, intent, draft);
    return signInAgain(event, await event.request.formData(), goOn);
  },
};
