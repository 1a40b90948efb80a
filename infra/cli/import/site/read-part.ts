import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { readFrontMatter } from '../reading/front-matter.ts';
import { nameParts, titleFromName } from '../reading/names.ts';
import { readMarkdown } from '../reading/read-markdown.ts';
import { readText } from '../reading/read-text.ts';
import { fitSlug } from '../reading/slugs.ts';
import type { Reporter } from '../report.ts';
import type { Shape, SitePart } from './parts.ts';

export interface Entry {
  /** The file, below the site's folder. */
  source: string;
  values: Record<string, unknown>;
}

/** Reads what a folder has of one part, in the order of its files. Nothing where it has nothing of it. */
export async function readPart(folder: string, part: SitePart, reporter: Reporter): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const source of await filesOf(folder, part)) entries.push(...(await readFileOf(folder, source, part, reporter)));
  return entries.map((entry, index) => completed(entry, index, part));
}

async function filesOf(folder: string, { from, body }: SitePart): Promise<string[]> {
  const found = await stat(join(folder, from)).catch(() => undefined);
  if (!found?.isDirectory()) return found ? [from] : [];
  const readable = body === undefined ? /^[^.].*\.ya?ml$/i : /^[^.].*\.(md|markdown)$/i;
  const names = await readdir(join(folder, from));
  return names
    .filter((name) => readable.test(name))
    .sort()
    .map((name) => posix.join(from, name));
}

async function readFileOf(folder: string, source: string, part: SitePart, reporter: Reporter): Promise<Entry[]> {
  const { text, issue } = readText(await readFile(join(folder, source)));
  if (issue !== undefined) reporter.note(source, issue);
  if (part.body) {
    const { values, body, issue: trouble } = readFrontMatter(text);
    if (trouble !== undefined) reporter.note(source, trouble);
    const written = taken(values, part.fields, source, reporter);
    return [{ source, values: { ...written, [part.body]: body.trim() } }];
  }
  try {
    const written: unknown = parse(text);
    const list = (Array.isArray(written) ? written : [written]).filter((one) => one !== null);
    return list.map((one) => ({ source, values: taken(one, part.fields, source, reporter) }));
  } catch (error) {
    reporter.note(source, `is not valid YAML (${(error as Error).message.split('\n', 1)[0]})`);
    return [];
  }
}

/** What of a value fits the shape, as the functions take it; the rest is reported, thing by thing. */
function taken(value: unknown, shape: Shape, source: string, reporter: Reporter): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    reporter.note(source, `${JSON.stringify(value)} is no entry`);
    return {};
  }
  const fitting: Record<string, unknown> = {};
  for (const [field, one] of Object.entries(value)) {
    const kind = shape[field];
    if (kind === undefined) reporter.note(source, `"${field}" is not taken over`);
    else if (one === null) continue;
    else if (typeof kind === 'object') {
      const list = Array.isArray(one) ? (one as unknown[]) : [one];
      fitting[field] = list.map((each, index) => placed(taken(each, kind, source, reporter), index));
    } else if (typeof one === 'object') reporter.note(source, `"${field}" is not a single value`);
    else fitting[field] = kind === 'text' ? String(one).trim() : one;
  }
  return fitting;
}

/** A slug follows from the name, and a place from the order, where nothing else is said. */
function placed(values: Record<string, unknown>, index: number): Record<string, unknown> {
  const { name } = values;
  return { ...(typeof name === 'string' && { slug: fitSlug(name) }), position: (index + 1) * 10, ...values };
}

function completed({ source, values }: Entry, index: number, part: SitePart): Entry {
  const { rest } = nameParts(posix.basename(source).replace(/\.\w+$/, ''));
  const position = part.positioned ? { position: (index + 1) * 10 } : {};
  if (part.part === 'ABOUT') {
    const heading = readMarkdown(String(values['bodyMarkdown'])).heading?.text;
    return {
      source,
      values: { section: fitSlug(rest), title: heading ?? titleFromName(rest), ...position, ...values },
    };
  }
  if (part.part === 'TECH_STACK')
    return { source, values: { slug: fitSlug(rest), name: titleFromName(rest), ...position, ...values } };
  if (part.part === 'DOCUMENTS' && typeof values['title'] === 'string')
    return { source, values: { slug: fitSlug(values['title']), ...position, ...values } };
  return { source, values: { ...position, ...values } };
}
