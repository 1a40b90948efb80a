import { definePlugin } from '../plugin.ts';

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
    const always: Record<string, string> = {
      'referrer-policy': settings.referrerPolicy,
      'permissions-policy': settings.permissionsPolicy,
      'cross-origin-opener-policy': settings.crossOriginOpenerPolicy,
      ...(publicUrl?.protocol === 'https:' && { 'strict-transport-security': hsts(settings) }),
    };
    const csp = settings.contentSecurityPolicy;
    const corp = settings.crossOriginResourcePolicy;
    return {
      answer(_request, reply) {
        reply.headers(always);
        if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', csp);
        if (!reply.hasHeader('cross-origin-resource-policy')) reply.header('cross-origin-resource-policy', corp);
      },
      unreadable: { ...always, 'content-security-policy': csp, 'cross-origin-resource-policy': corp },
    };
  },
});

function hsts({ hstsSeconds, hstsIncludeSubDomains }: Settings): string {
  return `max-age=${hstsSeconds}${hstsIncludeSubDomains ? '; includeSubDomains' : ''}`;
}
