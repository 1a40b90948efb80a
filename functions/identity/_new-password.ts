import { siteWords } from '../_http/site-words.ts';
import { requireUnguessable } from '../_passwords/require-unguessable.ts';

/** Refuses what is long enough and yet is tried first, here most of all. */
export function requireNewPassword(password: string, ofTheAuthor: (string | undefined)[]): void {
  requireUnguessable(password, [...siteWords(), ...ofTheAuthor.filter((word) => word !== undefined)]);
}
