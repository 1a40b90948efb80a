import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { FILE_LIMIT_MB } from '$app/env/private';
import { describeMedia, getMedia } from '#lib/server/api/pictures.ts';
import { markdownFor, sentenceFor, takeUpload } from './upload.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const id = event.url.searchParams.get('id');
  const media = id ? await getMedia(event, id) : undefined;
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
  return fail(taken.refused.status, { refused: taken.refused, sentence: sentenceFor(taken.refused) });
}

async function describe(event: RequestEvent, id: string) {
  const form = await event.request.formData();
  const described = await describeMedia(event, id, formText(form, 'alt').trim());
  if (described.ok) redirect(303, `/studio/image?id=${id}&done=described`);
  return fail(described.refused.status, { refused: described.refused, sentence: sentenceFor(described.refused) });
}
