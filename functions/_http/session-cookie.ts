import { setting } from '../_env/settings.ts';
import { refuse } from './refusal.ts';
import type { HttpEvent, HttpResult } from './route.ts';

interface Cookie {
  name: string;
  attributes: string;
}

/**
 * Over https the prefix has browsers hold it to this host, this path and https. On this machine's own http there is nobody
 * to listen, and some browsers keep no Secure cookie there. Elsewhere over http there is none.
 * Lax, so that a link to a draft, from a mail or a chat, finds its author signed in; what a foreign page could make a
 * browser send with it are reads alone, which change nothing and which that page cannot see. Writes look at the origin.
 */
function cookie(): Cookie | undefined {
  const { protocol, hostname } = new URL(setting('PUBLIC_URL'));
  const attributes = 'Path=/; HttpOnly; SameSite=Lax';
  if (protocol === 'https:') return { name: '__Host-colophon_session', attributes: `${attributes}; Secure` };
  return isLoopback(hostname) ? { name: 'colophon_session', attributes } : undefined;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** Nobody signs in where the session would travel for all to read. */
export function requireSafeCookie(): Cookie {
  const safe = cookie();
  if (safe) return safe;
  const { origin } = new URL(setting('PUBLIC_URL'));
  return refuse(
    'forbidden',
    `Signing in needs https: PUBLIC_URL is ${origin}, where the session could be read on its way.`,
  );
}

/** What the browser shows as its session; undefined where it shows none, or nothing that could be one. */
export function shownSession({ cookies = [] }: Pick<HttpEvent, 'cookies'>): string | undefined {
  // Most bring none.
  const name = cookies.length > 0 ? cookie()?.name : undefined;
  for (const each of cookies) {
    const at = each.indexOf('=');
    const value = each.slice(at + 1);
    if (name && each.slice(0, at) === name && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

export function withSession(result: HttpResult, token: string, maxAgeSeconds: number): HttpResult {
  const { name, attributes } = requireSafeCookie();
  return { ...result, cookies: [`${name}=${token}; ${attributes}; Max-Age=${maxAgeSeconds}`] };
}

export function withoutSession(result: HttpResult): HttpResult {
  const { name, attributes } = requireSafeCookie();
  return { ...result, cookies: [`${name}=; ${attributes}; Max-Age=0`] };
}
