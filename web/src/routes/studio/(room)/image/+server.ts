import { markdownFor, sentenceFor, takeUpload } from './upload.ts';
import type { RequestHandler } from './$types';

/** The same for the script beside the text, which puts the image where the cursor stands. */
export const POST: RequestHandler = async (event) => {
  const taken = await takeUpload(event);
  if (!taken.ok) return Response.json({ sentence: sentenceFor(taken.refused) }, { status: taken.refused.status });
  return Response.json({ markdown: markdownFor(taken.body) });
};
