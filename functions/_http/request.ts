import { forms, isMoment } from '../../proto/forms.ts';
import { refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';
import { isRead, neededScope } from './scopes.ts';
import { isSlug, isSlugs } from './slug.ts';

export { minVersion } from './min-version.ts';
export { type ParsedBody, parseBody, parseJson, rawBody } from './body.ts';
export { type ParsedQuery, parseQuery } from './query.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const timestamp = new RegExp(`^${forms.TIMESTAMP.pattern}$`);

/**
 * Who may come in: the author, as the authorizer found. 401 for everybody else, and 503 for whom it could not look up. The
 * one place where it is decided what they may do here, of all doors that are the author's: a token what its scopes say;
 * a session everything, and of writes those that a page of ours sent, for browsers send cookies along with what any page
 * has them ask. A caller with neither invoked the function directly, and who may do that may do all.
 * @param parameters those of the query that this door takes; what it would not look at is refused
 */
export function requireAuthor(event: HttpEvent, parameters: string[] = []): string {
  const { author, unverified, ...how } = event.requestContext.authorizer?.lambda ?? {};
  if (unverified) refuse('unavailable', 'The database cannot be reached.');
  if (!author)
    refuse('unauthenticated', 'This needs the author: sign in, or send `Authorization: Bearer <API token>`.');
  const { method } = event.requestContext.http;
  // As the route is declared, for an address can be written in several ways.
  const needed = neededScope(method, event.routeKey.split(' ')[1] ?? '');
  if (how.tokenId && !how.scopes?.split(' ').includes(needed)) {
    refuse('forbidden', `This needs an API token with the scope ${needed}.`);
  }
  if (how.sessionId && !isRead(method) && how.isOurOwn !== 'true') {
    refuse('forbidden', 'With a session cookie, a page of this site has to send this: its Origin is another, or none.');
  }
  query(event, parameters);
  return author;
}

/** The session of an author who signed in, for what no script does. */
export function requireSession(event: HttpEvent): string {
  const { sessionId } = event.requestContext.authorizer?.lambda ?? {};
  return sessionId ?? refuse('forbidden', 'This needs a session: sign in with a browser.');
}

/** The same, of an author who showed a short while ago who they are: for what decides who comes in from here on. */
export function requireFreshSession(event: HttpEvent): string {
  const sessionId = requireSession(event);
  if (event.requestContext.authorizer?.lambda?.isFresh !== 'true') {
    refuse('sign-in-again', 'This decides who may come in: sign in once more, and do it within 15 minutes.');
  }
  return sessionId;
}

/** A slug from the path. One that no slug can be names nothing: 404, without asking anybody. */
export function slugParameter(event: HttpEvent, name: string): string {
  const value = event.pathParameters?.[name] ?? '';
  if (!isSlug(value)) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** A path of slugs, joined by single slashes. */
export function slugsParameter(event: HttpEvent, name: string): string {
  const value = event.pathParameters?.[name] ?? '';
  if (!isSlugs(value)) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** Any text, of which there is some. */
export function textParameter(event: HttpEvent, name: string, maxLength: number): string {
  const value = event.pathParameters?.[name] ?? '';
  if (value === '' || value.length > maxLength) refuse('not-found', 'Nothing is published here.');
  return value;
}

/** A number that counts from 1. One that no count reaches names nothing: 404. */
export function countParameter(event: HttpEvent, name: string): number {
  const value = event.pathParameters?.[name] ?? '';
  if (!/^[1-9]\d{0,8}$/.test(value)) refuse('not-found', `There is no ${name} "${value.slice(0, 50)}".`);
  return Number(value);
}

export function uuidParameter(event: HttpEvent, name: string): string {
  const value = (event.pathParameters?.[name] ?? '').toLowerCase();
  if (!uuid.test(value)) refuse('not-found', `There is no ${name} "${value.slice(0, 50)}".`);
  return value;
}

/** An id that the body holds. */
export function uuidMember(value: string, field: string): string {
  if (!uuid.test(value.toLowerCase()))
    refuse('invalid', `${field} must be an id.`, [{ field, issue: 'must be an id' }]);
  return value.toLowerCase();
}

/** An id that the body may hold: undefined where it is absent, null where it is empty, which takes away what is there. */
export function optionalId(value: string | undefined, field: string): string | null | undefined {
  return value === '' ? null : value && uuidMember(value, field);
}

/** A moment that exists, as RFC 3339 writes it, in UTC. */
export function timestampMember(value: string, field: string): string {
  if (!timestamp.test(value) || !isMoment(value)) {
    return refuse('invalid', `${field} must be a moment such as 2026-03-01T09:30:00Z.`, [
      { field, issue: forms.TIMESTAMP.words },
    ]);
  }
  return new Date(value).toISOString();
}

/** Refuses query parameters that nobody asked for: each would be an object of its own for caches on the way. */
export function query(event: HttpEvent, allowed: string[] = []): Record<string, string> {
  const given = (event.queryStringParameters ?? {}) as Record<string, string>;
  const unknown = Object.keys(given).filter((name) => !allowed.includes(name));
  if (unknown.length > 0) {
    refuse(
      'malformed',
      'Unknown query parameters are refused.',
      unknown.map((field) => ({ field, issue: 'is not known here' })),
    );
  }
  const unstorable = Object.keys(given).filter((name) => given[name]?.includes('\0'));
  if (unstorable.length > 0) {
    refuse(
      'malformed',
      'The character U+0000 cannot be stored.',
      unstorable.map((field) => ({ field, issue: 'holds the character U+0000' })),
    );
  }
  return given;
}

/** Whether what needs the thing that is to be deleted goes with it: `?cascade=true`. Else it stands in the way. */
export function cascadeParameter(event: HttpEvent): boolean {
  const { cascade = 'false' } = query(event, ['cascade']);
  if (cascade !== 'true' && cascade !== 'false') {
    refuse('malformed', 'cascade must be true or false.', [{ field: 'cascade', issue: 'must be true or false' }]);
  }
  return cascade === 'true';
}

/** How many items a page of a list holds: 1 to 100, 20 where nothing is said. */
export function limitParameter(value: string | undefined): number {
  if (value === undefined) return 20;
  if (!/^[1-9]\d{0,2}$/.test(value) || Number(value) > 100) {
    refuse('malformed', 'limit must be from 1 to 100.', [{ field: 'limit', issue: 'must be from 1 to 100' }]);
  }
  return Number(value);
}
