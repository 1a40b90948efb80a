import { fail, redirect } from '@sveltejs/kit';
import { deleteManuscript, getManuscript } from '#lib/server/api/manuscripts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ post: await getManuscript(event, event.params.id) });

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const deleted = await deleteManuscript(event, event.params.id, Number(form.get('revision')));
    if (!deleted.ok) return fail(deleted.refused.status, { refused: deleted.refused });
    redirect(303, '/studio?done=delete');
  },
};
