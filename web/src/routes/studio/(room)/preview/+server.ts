import { whoIsHere } from '#lib/server/api/sessions.ts';
import { formText } from '#lib/form-text.ts';
import { renderBody } from '#lib/server/body.ts';
import type { RequestHandler } from './$types';

/** The preview alone, for the script that asks for it while the author writes. */
export const POST: RequestHandler = async (event) => {
  const here = await whoIsHere(event);
  if (!here.ok) return new Response(null, { status: here.refused.status });
  const form = await event.request.formData();
  const html = await renderBody(formText(form, 'bodyMarkdown'));
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': 'sandbox' },
  });
};
