import { isRedirect, redirect } from '@sveltejs/kit';

/** What a program asked for: its type and its text. The rest of its headers is that of pages. */
export function answer(
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { headers: { 'content-type': type, ...headers } });
}

/** Where a page moved, what was asked of it lies beside its new place. */
export async function besideIt<T>(asked: Promise<T>, place: (page: string) => string): Promise<T> {
  try {
    return await asked;
  } catch (refusal) {
    if (isRedirect(refusal)) redirect(refusal.status, place(refusal.location.replace(/#.*/, '')));
    throw refusal;
  }
}
