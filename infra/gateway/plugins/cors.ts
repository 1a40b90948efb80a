import { CannotStart } from '../../services/cannot-start.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { addVary } from '../vary.ts';

interface Settings {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposedResponseHeaders: string[];
  allowCredentials: boolean;
  maxAge: number;
}

const names = (standard: string[]) => ({
  type: 'array',
  items: { type: 'string', pattern: '^[A-Za-z0-9-]+$' },
  default: standard,
});

/**
 * Lets pages of other origins call us, as an HTTP API with `cors` does, under the same names as in serverless.yml: a preflight
 * is answered here, with 204, and no function hears of it; what a function says of CORS itself is not passed on. An origin that
 * is not allowed gets the answer without the headers, and its browser keeps it from the page.
 */
export default definePlugin<Settings>({
  name: 'cors',
  settings: {
    properties: {
      allowedOrigins: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', pattern: '^(\\*|https?://[a-z0-9.-]+(:\\d+)?)$' },
        default: ['*'],
      },
      allowedMethods: names(['GET', 'HEAD']),
      allowedHeaders: names(['Accept', 'Content-Type']),
      exposedResponseHeaders: names([]),
      allowCredentials: { type: 'boolean', default: false },
      maxAge: { type: 'integer', minimum: 0, maximum: 86_400, default: 600 },
    },
  },
  create(settings) {
    const { allowedOrigins, allowedMethods, allowedHeaders, exposedResponseHeaders, allowCredentials } = settings;
    const isOpen = allowedOrigins.includes('*');
    // Any page of any origin could act in its reader's name.
    if (isOpen && allowCredentials) throw new CannotStart('The plugin cors: credentials are not for every origin (*).');
    const origins = new Set(allowedOrigins);
    const exposed = exposedResponseHeaders.join(', ');
    const preflight = {
      'access-control-allow-methods': allowedMethods.join(', '),
      'access-control-allow-headers': allowedHeaders.join(', '),
      'access-control-max-age': String(settings.maxAge),
    };

    function allow(reply: PluginReply, origin: string): boolean {
      if (!isOpen && !origins.has(origin)) return false;
      reply.header('access-control-allow-origin', isOpen ? '*' : origin);
      if (allowCredentials) reply.header('access-control-allow-credentials', 'true');
      return true;
    }

    return {
      request(request, reply) {
        if (request.raw.method !== 'OPTIONS' || !isPreflight(request)) return;
        if (allow(reply, request.raw.headers.origin!)) reply.headers(preflight);
        reply.code(204).send();
      },
      answer(request, reply) {
        // Another answer for another origin: no cache on the way may take one for the other.
        if (!isOpen) addVary(reply, 'Origin');
        const { origin } = request.raw.headers;
        if (request.raw.method === 'OPTIONS' && isPreflight(request)) return;
        if (reply.hasHeader('access-control-allow-origin')) forget(reply);
        if (origin !== undefined && allow(reply, origin) && exposed !== '')
          reply.header('access-control-expose-headers', exposed);
      },
    };
  },
});

/** What a function says of CORS. One that says anything says who is allowed. */
function forget(reply: PluginReply): void {
  for (const name in reply.getHeaders()) if (name.startsWith('access-control-')) reply.removeHeader(name);
}

function isPreflight({ raw: { headers } }: PluginRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
