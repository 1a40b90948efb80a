import { siteWords } from '../_http/site-words.ts';

/** Refuses what is long enough and yet is tried first, here most of all. */
export async function requireNewPassword(password: string, ofTheAuthor: (string | undefined)[]): Promise<void> {
  // The list takes 20 MB and a tenth of a second, and most processes never look at a new password.
  const { requireUnguessable } = await import('../_passwords/require-unguessable.ts');
  requireUnguessable(password, [...siteWords(), ...ofTheAuthor.filter((word) => word !== undefined)]);
}
