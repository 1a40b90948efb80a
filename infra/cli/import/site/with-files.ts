import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, posix, sep } from 'node:path';
import { storeFile } from '../../../../functions/_files/store-file.ts';
import type { Ask } from '../ask.ts';
import { rewrite } from '../compose-post.ts';
import { localFiles } from '../local-files.ts';
import { readMarkdown } from '../reading/read-markdown.ts';
import type { Reporter } from '../report.ts';
import type { SitePart } from './parts.ts';
import type { Entry } from './read-part.ts';

export interface Files {
  /** The site's. */
  folder: string;
  /** Where files are stored; in a rehearsal one that goes. */
  directory: string;
  ask: Ask;
  dryRun: boolean;
}

/** The entries with the addresses of the files that they name. Not whole: a file that an entry needs could not be taken. */
export async function withFiles(
  part: SitePart,
  entries: Entry[],
  files: Files,
  reporter: Reporter,
): Promise<{ entries: Entry[]; whole: boolean }> {
  if (part.part === 'DOCUMENTS') return withMedia(entries, files, reporter);
  const { body } = part;
  if (body === undefined) return { entries, whole: true };
  const takeFile = localFiles(files.folder, files.directory);
  const around = { projectSlug: '', places: new Map<string, never>(), asDrafts: false, takeFile };
  const written: Entry[] = [];
  for (const { source, values } of entries) {
    const text = String(values[body]);
    const issues: string[] = [];
    const title = typeof values['title'] === 'string' ? values['title'] : '';
    const rewritten = await rewrite(source, text, readMarkdown(text), title, around, issues);
    for (const issue of issues) reporter.note(source, issue);
    written.push({ source, values: { ...values, [body]: rewritten.body } });
  }
  return { entries: written, whole: true };
}

/** A document's file becomes media, which it then points at. */
async function withMedia(entries: Entry[], files: Files, reporter: Reporter) {
  let whole = true;
  const pointing: Entry[] = [];
  for (const { source, values } of entries) {
    const { file = '', ...rest } = values;
    const taken = await take(posix.join(posix.dirname(source), String(file)), files);
    if ('issue' in taken) {
      whole = false;
      reporter.note(source, taken.issue);
    } else pointing.push({ source, values: { ...rest, mediaId: taken.id } });
  }
  return { entries: pointing, whole };
}

async function take(
  target: string,
  { folder, directory, ask, dryRun }: Files,
): Promise<{ id: string } | { issue: string }> {
  const file = join(folder, target);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return { issue: `${target} is missing` };
  // A link inside the folder must not publish what lies outside of it.
  if (!(await realpath(file)).startsWith(folder + sep)) return { issue: `${target} lies outside the folder` };
  try {
    const stored = await storeFile(createReadStream(file), target, { directory });
    if (stored.type !== 'application/pdf') return { issue: `${target} is no PDF` };
    return dryRun ? { id: '' } : await ask<{ id: string }>('media-register', { ...stored, fileName: basename(target) });
  } catch (error) {
    if (error instanceof Error && 'violations' in error)
      return { issue: `${target} ${(error.violations as { issue: string }[])[0]?.issue ?? error.message}` };
    throw error;
  }
}
