import { dateFromName } from './dates.ts';

export interface NameParts {
  /** What is left when date and number are taken off: the slug as it would like to be. */
  rest: string;
  date?: string;
  number?: number;
}

/** `2024-05-01-title` and `03-title` say when and where, and then what. */
export function nameParts(name: string): NameParts {
  const { date, rest } = dateFromName(name);
  if (date !== undefined) return { rest, date };
  const [, number, title] = /^(\d{1,3})[-_. ]+(.*[^-_. ].*)$/.exec(name) ?? [];
  return number === undefined || title === undefined ? { rest: name } : { rest: title, number: Number(number) };
}

/** `getting-started` reads Getting Started; what is in capitals already stays so. */
export function titleFromName(name: string): string {
  const words = name.split(/[-_\s]+/).filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || name;
}
