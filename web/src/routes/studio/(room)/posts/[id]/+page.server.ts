import type { RequestEvent } from '@sveltejs/kit';
import { FILE_LIMIT_MB } from '$app/env/private';
import { postHref } from '#lib/hrefs.ts';
import { getManuscript, type Manuscript } from '#lib/server/api/manuscripts.ts';
import { findShelf } from '#lib/server/api/shelves.ts';
import { carryOut, signInAgain, type Intent } from '../carry-out.ts';
import { draftOf, readDraft, type Draft } from '../draft.ts';
import { placeOf, placesIn } from '../places.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const post = await seen(event, event.params.id);
  const shelf = post && (await findShelf(event, post.projectId));
  const place = (shelf && post && placeOf(shelf, post.nodeId)) ?? '';
  return {
    post: post && { ...post, href: postHref(post.project.slug, post.path) },
    draft: post && draftOf(post, place),
    places: shelf ? placesIn(shelf, post.nodeId) : [],
    limitMegabytes: FILE_LIMIT_MB,
    done: event.url.searchParams.get('done'),
  };
};

/** Behind a form, what was typed is shown whatever becomes of the rest: nobody is sent away from it. */
async function seen(event: RequestEvent, id: string): Promise<Manuscript | undefined> {
  const asked = getManuscript(event, id);
  return event.request.method === 'POST' ? asked.catch(() => undefined) : asked;
}

const doing = (intent: Intent) => async (event: RequestEvent<{ id: string }>) =>
  carryOut(event, event.params.id, intent, readDraft(await event.request.formData()));

export const actions: Actions = {
  save: doing('save'),
  preview: doing('preview'),
  publish: doing('publish'),
  unpublish: doing('unpublish'),
  schedule: doing('schedule'),
  again: async (event) => {
    const goOn = (intent: Intent, draft: Draft) => carryOut(event, event.params.id, intent, draft);
    return signInAgain(event, await event.request.formData(), goOn);
  },
};
