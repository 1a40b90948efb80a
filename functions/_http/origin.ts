import { setting } from '../_env/settings.ts';
import { refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';

type Asked = { headers?: Record<string, string | undefined> };

/** Whether the browser says that a page of ours sent this. Who says nothing has not said so. */
export function isOurOwn({ headers }: Asked): boolean {
  const origin = headers?.['origin'];
  if (origin !== undefined) return origin === ourOrigin();
  return headers?.['sec-fetch-site'] === 'same-origin';
}

/**
 * For doors that are open to everybody and set a cookie: a foreign page must not sign somebody in. A program that is no
 * browser says nothing of where it comes from, and nobody is tricked into running it.
 */
export function refuseForeign(event: HttpEvent): void {
  const { origin, 'sec-fetch-site': site = 'none' } = event.headers ?? {};
  const isForeign = origin === undefined ? site !== 'same-origin' && site !== 'none' : origin !== ourOrigin();
  if (isForeign) refuse('forbidden', `This was sent by a page of another origin than ${ourOrigin()}.`);
}

function ourOrigin(): string {
  return new URL(setting('PUBLIC_URL')).origin;
}
