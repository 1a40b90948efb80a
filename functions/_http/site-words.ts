import { setting } from '../_env/settings.ts';

/** Words that belong to this site, for what must hold more than them: the engine's name, what it is for, and its address. */
export function siteWords(): string[] {
  return ['colophon', 'studio', 'author', 'password', 'passphrase', new URL(setting('PUBLIC_URL')).hostname];
}
