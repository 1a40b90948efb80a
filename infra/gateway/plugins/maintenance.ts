import { existsSync, unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { log } from '../../../functions/_env/log.ts';
import { type Networks, readNetworks } from '../../services/addresses.ts';
import { CannotStart } from '../../services/cannot-start.ts';
import { addressOf } from '../caller.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { pathOf, sendProblem } from '../problem.ts';
import { wantsPage } from '../wants-page.ts';

interface Settings {
  on: boolean;
  allow: string[];
  retryAfterSeconds: number;
}

/** Under DATA_DIR; `npm run colophon -- maintenance on` makes it, in this and in every other process of the gateway. */
const fileName = 'maintenance';
const lookEveryMs = 500;
const health = new Set(['/healthz', '/readyz']);

/**
 * Closed for a while: 503 with Retry-After, as a problem or a plain page, for everybody but those on `allow`. By its setting, or
 * while there is a file `maintenance` under DATA_DIR, at which each process looks twice a second. Whoever asks after health is
 * answered as ever.
 */
export default definePlugin<Settings>({
  name: 'maintenance',
  settings: {
    properties: {
      on: { type: 'boolean', default: false },
      allow: { type: 'array', items: { type: 'string' }, default: [] },
      retryAfterSeconds: { type: 'integer', minimum: 1, maximum: 86_400, default: 120 },
    },
  },
  create({ on, allow, retryAfterSeconds }, { environment, onStop }) {
    const allowed = networks(allow);
    const dataDir = environment('DATA_DIR');
    let isOn = on;
    if (!on && dataDir !== undefined) {
      const path = join(dataDir, fileName);
      const look = () => {
        const before = isOn;
        isOn = existsSync(path);
        if (isOn !== before) log.warn(isOn ? 'closed for maintenance' : 'open again after maintenance');
      };
      look();
      watchFile(path, { persistent: false, interval: lookEveryMs }, look);
      onStop(() => unwatchFile(path, look));
    }
    return {
      request(request, reply) {
        if (!isOn || health.has(pathOf(request.raw.url ?? '')) || allowed.has(addressOf(request))) return;
        refuse(request, reply, retryAfterSeconds);
      },
    };
  },
});

function networks(allow: string[]): Networks {
  try {
    return readNetworks(allow);
  } catch (error) {
    throw new CannotStart(
      `The plugin maintenance: ${(error as Error).message} in allow is neither an address nor a range.`,
    );
  }
}

function refuse(request: PluginRequest, reply: PluginReply, retryAfterSeconds: number): void {
  if (wantsPage(request)) {
    reply
      .code(503)
      .headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      .header('retry-after', String(retryAfterSeconds))
      .send(page(request.id));
    return;
  }
  sendProblem(reply, 503, 'The site is closed for maintenance.', { 'retry-after': String(retryAfterSeconds) });
}

function page(requestId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Closed for maintenance</title>
<h1>Closed for maintenance</h1>
<p>Something is being changed or repaired here. Please come back in a few minutes.</p>
<p><small>Request ${requestId}</small></p>
</html>
`;
}
