import type { RequestEvent } from '@sveltejs/kit';
import { formText } from '#lib/form-text.ts';
import { FILE_LIMIT_MB } from '$app/env/private';
import type { Outcome, Refused } from '#lib/server/api/author.ts';
import { uploadMedia, type Media } from '#lib/server/api/pictures.ts';
import { whoIsHere } from '#lib/server/api/sessions.ts';
import { words } from '../../words.ts';

/** Of what a stranger sends, nothing is read. The description that was typed comes back whatever becomes of the file. */
export async function takeUpload(event: RequestEvent): Promise<Outcome<Media> & { alt?: string }> {
  const here = await whoIsHere(event);
  if (!here.ok) return here;
  const form = await event.request.formData();
  const alt = formText(form, 'alt').trim();
  return { ...(await upload(event, form.get('file'), alt)), alt };
}

async function upload(event: RequestEvent, file: FormDataEntryValue | null, alt: string): Promise<Outcome<Media>> {
  const isFile = file instanceof File && file.size > 0;
  if (!isFile) return refused(words.picture.none);
  if (file.size > FILE_LIMIT_MB * 2 ** 20) return refused(words.picture.tooLarge(FILE_LIMIT_MB));
  return uploadMedia(event, file, alt);
}

function refused(detail: string): { ok: false; refused: Refused } {
  return { ok: false, refused: { status: 422, detail, violations: [] } };
}

/** What a post names the image by. Brackets of a description do not end it. */
export function markdownFor({ path, alternativeText }: Pick<Media, 'path' | 'alternativeText'>): string {
  const description = alternativeText.replaceAll(/\s+/g, ' ').replaceAll(/[[\]\\]/g, '\\$&');
  return `![${description}](${path})`;
}

/** The API's own sentence says what is wrong with a file. */
export function sentenceFor({ status, detail, ...refused }: Refused): string {
  const own = [409, 413, 415, 422].includes(status) && detail !== '';
  return own ? detail : words.refusal({ status, detail, ...refused });
}
