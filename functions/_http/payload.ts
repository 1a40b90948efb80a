import { refuse } from './refusal.ts';
import { isSlug, isSlugs } from './slug.ts';

/** Members of what another function, or a developer at a terminal, hands over. A wrong one is named. */
export function slugMember(payload: Record<string, unknown>, name: string): string {
  const value = payload?.[name];
  if (typeof value !== 'string' || !isSlug(value)) wrong(name, 'must be a slug');
  return value;
}

export function slugsMember(payload: Record<string, unknown>, name: string): string {
  const value = payload?.[name];
  if (typeof value !== 'string' || !isSlugs(value)) wrong(name, 'must be slugs joined by slashes');
  return value;
}

export function textMember(payload: Record<string, unknown>, name: string, maxLength: number): string {
  const value = payload?.[name];
  if (typeof value !== 'string' || value === '' || value.length > maxLength)
    wrong(name, `must be a text of 1 to ${maxLength} characters`);
  return value;
}

function wrong(field: string, issue: string): never {
  return refuse('malformed', `${field} ${issue}.`, [{ field, issue }]);
}
