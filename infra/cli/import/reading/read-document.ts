import { readDate } from './dates.ts';
import { readFrontMatter } from './front-matter.ts';
import { readText } from './read-text.ts';
import { fitSlug } from './slugs.ts';

/** One file as its author meant it, before it has a place. */
export interface Document {
  title: string;
  slug: string;
  summary: string;
  tags: string[];
  draft: boolean;
  publishedAt?: string;
  position?: number;
  body: string;
  issues: string[];
  unknownKeys: string[];
  /** Tags that were made to fit: as written, and as they are now. */
  fittedTags: [string, string][];
}

const knownKeys = new Set(
  'title slug summary description tags draft published publishedAt date position name'.split(' '),
);

export function readDocument(bytes: Uint8Array): Document {
  const { text, issue: textIssue } = readText(bytes);
  const { values, body, issue, uncertain } = readFrontMatter(text);
  const issues = [textIssue, issue].filter((one) => one !== undefined);
  if (uncertain) issues.push('it may be a draft, so it was brought in as one');
  const publishedAt = publicationDate(values, issues);
  const { position } = values;
  if (position !== undefined && !isPosition(position))
    issues.push(`the position ${written(position)} is no number from 0 to 999999`);
  const tags = readTags(values['tags'], issues);
  return {
    title: words(values['title'] ?? values['name']),
    slug: words(values['slug']),
    summary: words(values['summary'] ?? values['description']),
    tags: [...new Set(tags.map(fitSlug))].slice(0, 20),
    draft: uncertain === true || isYes(values['draft']) || isNo(values['published']),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(isPosition(position) && { position }),
    body,
    issues,
    unknownKeys: Object.keys(values).filter((key) => !knownKeys.has(key)),
    fittedTags: tags.filter((tag) => fitSlug(tag) !== tag).map((tag) => [tag, fitSlug(tag)]),
  };
}

/** `published` says when for some and whether for others. */
function publicationDate(values: Record<string, unknown>, issues: string[]): string | undefined {
  for (const key of ['publishedAt', 'published', 'date']) {
    const value = values[key];
    if (value === undefined || value === null || value === '' || isYes(value) || isNo(value)) continue;
    const date = readDate(value);
    if (date !== undefined) return date;
    issues.push(`the ${key} ${written(value)} cannot be read as a date`);
  }
  return undefined;
}

function readTags(value: unknown, issues: string[]): string[] {
  if (value === undefined || value === null) return [];
  const list = typeof value === 'string' ? value.replace(/^\[|\]$/g, '').split(',') : value;
  if (!Array.isArray(list)) {
    issues.push(`the tags ${written(value)} are no list`);
    return [];
  }
  const tags = list.map(words).filter((tag) => tag !== '');
  if (new Set(tags.map(fitSlug)).size > 20) issues.push('has more than 20 tags; the first 20 were taken');
  return tags;
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).replace(/\s+/g, ' ').trim()
    : '';
}

function written(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? '';
}

const isYes = (value: unknown) => /^(true|yes|on)$/i.test(words(value));
const isNo = (value: unknown) => /^(false|no|off)$/i.test(words(value));
const isPosition = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 999_999;
