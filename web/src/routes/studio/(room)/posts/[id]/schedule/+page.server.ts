import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import type { Outcome, Refused } from '#lib/server/api/author.ts';
import { getManuscript, scheduleManuscript, turnManuscript, type Manuscript } from '#lib/server/api/manuscripts.ts';
import { momentOf } from './moment-of.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const asked = getManuscript(event, event.params.id);
  // Behind a form, what was chosen is shown whatever becomes of the rest.
  const post = event.request.method === 'POST' ? await asked.catch(() => undefined) : await asked;
  const at = post?.status === 'SCHEDULED' ? (post.publishedAt ?? '') : '';
  const given = (name: string) => event.url.searchParams.get(name);
  return {
    post,
    day: given('day') ?? at.slice(0, 10),
    time: given('time') ?? at.slice(11, 16),
    now: new Date().toISOString(),
  };
};

type Event = RequestEvent<{ id: string }>;

interface Chosen {
  day: string;
  time: string;
  revision: number;
}

function answer({ params }: Event, outcome: Outcome<Manuscript>, done: string, chosen: Chosen) {
  const { day, time } = chosen;
  if (outcome.ok) redirect(303, `/studio/posts/${params.id}?done=${done}`);
  const { refused } = outcome;
  if (refused.status === 401) {
    const here = `/studio/posts/${params.id}/schedule?${new URLSearchParams({ day, time })}`;
    redirect(303, `/studio/sign-in?next=${encodeURIComponent(here)}`);
  }
  return fail(refused.status, { ...chosen, refused: { ...refused, current: undefined } });
}

async function chosenIn(event: Event): Promise<Chosen> {
  const form = await event.request.formData();
  const text = (name: string) => formText(form, name).trim();
  return { day: text('day'), time: text('time'), revision: Number(text('revision')) };
}

export const actions: Actions = {
  schedule: async (event) => {
    const chosen = await chosenIn(event);
    const { at, violations } = momentOf(chosen.day, chosen.time);
    const refused: Refused = { status: 422, detail: '', violations };
    if (at === undefined) return fail(422, { ...chosen, refused });
    return answer(event, await scheduleManuscript(event, event.params.id, chosen.revision, at), 'schedule', chosen);
  },
  unschedule: async (event) => {
    const chosen = await chosenIn(event);
    return answer(
      event,
      await turnManuscript(event, event.params.id, chosen.revision, 'unpublish'),
      'unschedule',
      chosen,
    );
  },
};
