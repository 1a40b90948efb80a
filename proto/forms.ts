import type { FieldRules_Format as Format } from './gen/colophon/rules/v1/rules_pb.js';

/** A form of text: what it must look like, and what is said of what does not. */
export interface Form {
  pattern: string;
  maxLength?: number;
  /** What no pattern says: a format of JSON Schema, which one of the checks below stands behind. */
  check?: 'date-time' | 'partial-date';
  words: string;
}

/** White space and what cannot be seen, written out: classes such as \s mean one thing here and another in Postgres. */
const unseen =
  '\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff\\ud800-\\udfff';
const seen = `[^${unseen}]`;
const webAddress = `https?://[^${unseen}/?#]+([/?#]${seen}*)?`;

export const forms: Record<Exclude<keyof typeof Format, 'UNSPECIFIED'>, Form> = {
  SLUG: {
    pattern: '[a-z0-9]+([-_][a-z0-9]+)*',
    maxLength: 100,
    words: 'must be lower-case letters and digits with single hyphens or underscores between, 1 to 100 characters',
  },
  ID: { pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', maxLength: 36, words: 'must be an id' },
  TIMESTAMP: {
    pattern: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)',
    maxLength: 35,
    check: 'date-time',
    words: 'must be an RFC 3339 timestamp',
  },
  PARTIAL_DATE: {
    pattern: '\\d{4}(-\\d\\d(-\\d\\d)?)?',
    maxLength: 10,
    check: 'partial-date',
    words: 'must be a year, a month or a day, as 2024, 2024-05 or 2024-05-17',
  },
  WEB_ADDRESS: { pattern: webAddress, words: 'must be an address with http or https' },
  LINK: {
    // Browsers take a second slash, or a backslash, for the beginning of another site's address.
    pattern: `(/(?![/\\\\])${seen}*|${webAddress}|(mailto|tel):${seen}+)`,
    words: 'must be a path of this site, an address with http or https, mailto: or tel:',
  },
  LANGUAGE_TAG: {
    pattern: '[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*',
    words: 'must be a language tag such as en or pt-BR',
  },
  SITE_PATH: {
    pattern: `/[^${unseen}/\\\\?#][^${unseen}?#]*`,
    words: 'must be a path of this site, such as /about, without white space, ? and #',
  },
  SHA_256: { pattern: '[0-9a-f]{64}', maxLength: 64, words: 'must be a SHA-256 in hexadecimal' },
  EMAIL: {
    pattern: `[^@${unseen}]+@[^@${unseen}]+`,
    maxLength: 254,
    words: 'must be an e-mail address',
  },
};

/** Any text: Postgres cannot store U+0000, and half of a surrogate pair is no character. */
export const textPattern = '^[^\\u0000\\ud800-\\udfff]*$';

/** A moment of the years 1 to 9999 in UTC, on a day that exists. */
export function isMoment(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999 && isPartialDate(text.slice(0, 10));
}

export function isMomentOrEmpty(text: string): boolean {
  return text === '' || isMoment(text);
}

export function isPartialDateOrEmpty(text: string): boolean {
  return text === '' || isPartialDate(text);
}

/** A year, a month or a day that exists. */
export function isPartialDate(text: string): boolean {
  const [year = '', month = '01', day = '01'] = text.split('-');
  if (year === '0000') return false;
  // `Date` takes 30 February for 2 March; a day that exists comes back as it went.
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T12:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** What the calendar says; the patterns have seen to the shape. Where a value may be empty, so may these. */
export const formats = {
  'date-time': 'isMoment',
  'date-time-or-empty': 'isMomentOrEmpty',
  'partial-date': 'isPartialDate',
  'partial-date-or-empty': 'isPartialDateOrEmpty',
} as const;

/** How many characters a text has: code points, as Postgres counts them. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
