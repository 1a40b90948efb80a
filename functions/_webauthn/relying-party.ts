import { isIP } from 'node:net';
import { setting } from '../_env/settings.ts';
import { refuse } from '../_http/refusal.ts';

export interface RelyingParty {
  id: string;
  origin: string;
}

/** Passkeys belong to a name: browsers make none for a bare address, nor for http elsewhere than on this machine. */
export function relyingParty(): RelyingParty {
  const { hostname, origin } = new URL(setting('PUBLIC_URL'));
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) {
    refuse('forbidden', `Passkeys need a name, and PUBLIC_URL is the bare address ${hostname}.`);
  }
  return { id: hostname, origin };
}
