import { isHttpError, isRedirect } from '@sveltejs/kit';

/** What was taken back, or moved, between the list and the asking is not there. Any other refusal is the whole answer's. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (refusal) {
    if (isHttpError(refusal, 404) || isRedirect(refusal)) return undefined;
    throw refusal;
  }
}
