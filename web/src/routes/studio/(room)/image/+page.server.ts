import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { FILE_LIMIT_MB } from '$app/env/private';
import type { Refused } from '#lib/server/api/author.ts';
import { describeMedia, getMedia } from '#lib/server/api/pictures.ts';
import { whoIsHere } from '#lib/server/api/sessions.ts';
import { markdownFor, sentenceFor, takeUpload } from './upload.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const id = event.url.searchParams.get('id');
  const asked = id ? getMedia(event, id) : undefined;
  // What was typed comes back, also where a session has ended meanwhile.
  const media = event.request.method === 'POST' ? await asked?.catch(() => undefined) : await asked;
  return {
    media,
    markdown: media && markdownFor(media),
    limitMegabytes: FILE_LIMIT_MB,
    done: event.url.searchParams.get('done'),
  };
};

/** An address with a form and no name of an action, so that the gateway lets a whole file through at this one alone. */
export const actions: Actions = {
  default: async (event) => {
    const description = event.url.searchParams.get('id');
    return description ? describe(event, description) : upload(event);
  },
};

async function upload(event: RequestEvent) {
  const taken = await takeUpload(event);
  if (taken.ok) redirect(303, `/studio/image?id=${taken.body.id}`);
  if (taken.refused.status === 401) redirect(303, '/studio/sign-in?next=/studio/image');
  return refusal(taken.refused, taken.alt);
}

async function describe(event: RequestEvent, id: string) {
  // Of what a stranger sends, nothing is read.
  const here = await whoIsHere(event);
  if (!here.ok) return refusal(here.refused);
  const alt = formText(await event.request.formData(), 'alt').trim();
  const described = await describeMedia(event, id, alt);
  if (described.ok) redirect(303, `/studio/image?id=${id}&done=described`);
  return refusal(described.refused, alt);
}

/** @param alt what was typed, and comes back */
function refusal(refused: Refused, alt?: string) {
  return fail(refused.status, { refused, sentence: sentenceFor(refused), alt });
}
