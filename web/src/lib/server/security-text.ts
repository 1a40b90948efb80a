import type { ContactChannel } from './api/profile.ts';

/** RFC 9116 asks for less than a year. By months, so that it stays the same for one. */
const validMonths = 6;

/**
 * RFC 9116: where to report what is not safe here. The author's ways to be reached, those first that were made for it.
 * Undefined where there is none: such a file has to name one.
 */
export function securityText(channels: ContactChannel[], self: string, now: Date): string | undefined {
  const contacts = [...channels]
    .sort((one, other) => rank(one) - rank(other))
    .map(({ href }) => href)
    .filter((href) => /^(https:\/\/|mailto:|tel:)[!-~]+$/i.test(href));
  if (contacts.length === 0) return undefined;
  const expires = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + validMonths, 1));
  const lines = [
    ...new Set(contacts.map((contact) => `Contact: ${contact}`)),
    `Expires: ${expires.toISOString().replace('.000', '')}`,
    `Canonical: ${self}`,
  ];
  return `${lines.join('\n')}\n`;
}

const rank = ({ kind }: ContactChannel) => (kind === 'security' ? 0 : kind === 'email' ? 1 : 2);
