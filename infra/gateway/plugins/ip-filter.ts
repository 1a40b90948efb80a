import { type Networks, readNetworks } from '../../services/addresses.ts';
import { CannotStart } from '../../services/cannot-start.ts';
import { addressOf } from '../caller.ts';
import { definePlugin } from '../plugin.ts';
import { sendProblem } from '../problem.ts';

interface Settings {
  allow?: string[];
  deny: string[];
}

const list = { type: 'array', items: { type: 'string' } };

/**
 * Lets in who is on `allow`, everybody where there is none, and of those nobody who is on `deny`. Whom a call of our own web is
 * made for is who counts.
 */
export default definePlugin<Settings>({
  name: 'ip-filter',
  settings: { properties: { allow: { ...list, minItems: 1 }, deny: { ...list, default: [] } } },
  create(settings) {
    const allow = settings.allow && networks(settings.allow, 'allow');
    const deny = networks(settings.deny, 'deny');
    return {
      request(request, reply) {
        const address = addressOf(request);
        if ((allow && !allow.has(address)) || deny.has(address))
          sendProblem(reply, 403, 'Requests from this address are not answered here.');
      },
    };
  },
});

function networks(entries: string[], name: string): Networks {
  try {
    return readNetworks(entries);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CannotStart(`The plugin ip-filter: ${error.message} in ${name} is neither an address nor a range.`);
  }
}
