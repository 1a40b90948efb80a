import type { RefusalKind } from '../_http/refusal.ts';

/** What a constraint of the database means to the one who wrote the value. */
export interface Meaning {
  field: string;
  issue: string;
  kind?: RefusalKind;
}

export const position: Meaning = { field: 'position', issue: 'must be from 0 to 999999' };

/** A text that must be there. */
export function text(field: string, length: number): Meaning {
  return { field, issue: `must have 1 to ${length} characters` };
}

export function atMost(field: string, length: number): Meaning {
  return { field, issue: `must have at most ${length} characters` };
}

export function known(field: string, values: string[]): Meaning {
  return { field, issue: `must be one of ${values.join(', ')}` };
}

/** The forms of text that the database has functions for. */
export const form = {
  slug: (field: string): Meaning => ({
    field,
    issue: 'must be lower-case letters and digits with single hyphens or underscores between, 1 to 100 characters',
  }),
  partialDate: (field: string): Meaning => ({ field, issue: 'must be a year, a month or a day, such as 2024-05' }),
  webAddress: (field: string): Meaning => ({ field, issue: 'must be an address with http or https' }),
  link: (field: string): Meaning => ({
    field,
    issue: 'must be a path of this site, a web address, or begin with mailto: or tel:',
  }),
  languageTag: (field: string): Meaning => ({ field, issue: 'must be a language tag such as en or pt-BR' }),
};
