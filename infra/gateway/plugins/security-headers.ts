import { definePlugin, type PluginReply } from '../plugin.ts';

interface Settings {
  hstsSeconds: number;
  hstsIncludeSubDomains: boolean;
  referrerPolicy: string;
  permissionsPolicy: string;
  crossOriginOpenerPolicy: string;
  crossOriginResourcePolicy: string;
  contentSecurityPolicy: string;
}

/** What can stand in a header. */
const value = (standard: string) => ({ type: 'string', pattern: '^[ -~]+$', default: standard });

const unused = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
];

const twoYears = 63_072_000;

/** Data: no browser follows a link in it, opens a window from it or runs any of it, so what is said of such things is said to nobody. */
const data = /^application\/(?:[\w.-]+\+)?(?:json|x-protobuf)\b/;

/**
 * What browsers are told to refuse, on every answer and in one place. A page says its own Content-Security-Policy, which names
 * its scripts by their hashes, and files say theirs, and who may embed them; whatever says none may load nothing and be framed by
 * nobody. Only where readers come by https are they told to stay there.
 */
export default definePlugin<Settings>({
  name: 'security-headers',
  settings: {
    properties: {
      hstsSeconds: { type: 'integer', minimum: 0, default: twoYears },
      hstsIncludeSubDomains: { type: 'boolean', default: false },
      referrerPolicy: value('strict-origin-when-cross-origin'),
      permissionsPolicy: value(unused.map((feature) => `${feature}=()`).join(', ')),
      crossOriginOpenerPolicy: value('same-origin'),
      crossOriginResourcePolicy: value('same-origin'),
      contentSecurityPolicy: value("default-src 'none'; frame-ancestors 'none'"),
    },
  },
  create(settings, { publicUrl }) {
    const always: [name: string, value: string][] = [
      ['content-security-policy', settings.contentSecurityPolicy],
      ['cross-origin-resource-policy', settings.crossOriginResourcePolicy],
    ];
    if (publicUrl?.protocol === 'https:') always.push(['strict-transport-security', hsts(settings)]);
    const sayAlways = (reply: PluginReply) => {
      for (const [name, value] of always) reply.header(name, value);
    };
    const ofDocuments: [name: string, value: string][] = [
      ['referrer-policy', settings.referrerPolicy],
      ['permissions-policy', settings.permissionsPolicy],
      ['cross-origin-opener-policy', settings.crossOriginOpenerPolicy],
    ];
    return {
      // Before anybody answers: what an answer says itself goes over it, and nothing need be looked up.
      request(_request, reply) {
        sayAlways(reply);
      },
      answer(_request, reply) {
        // Of what was refused before it met the plugins, and where somebody took back what was said of a page.
        if (!reply.hasHeader('content-security-policy')) sayAlways(reply);
        if (isData(reply.getHeader('content-type'))) return;
        for (const [name, value] of ofDocuments) if (!reply.hasHeader(name)) reply.header(name, value);
      },
      unreadable: Object.fromEntries([...always, ...ofDocuments]),
    };
  },
});

function isData(type: unknown): boolean {
  return type === 'application/json' || (typeof type === 'string' && data.test(type));
}

function hsts({ hstsSeconds, hstsIncludeSubDomains }: Settings): string {
  return `max-age=${hstsSeconds}${hstsIncludeSubDomains ? '; includeSubDomains' : ''}`;
}
