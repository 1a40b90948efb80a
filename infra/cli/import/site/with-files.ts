import { posix } from 'node:path';
import type { Ask } from '../ask.ts';
import { rewrite } from '../compose-post.ts';
import { localFiles, registerNothing, registerWith, type TakeFile } from '../local-files.ts';
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
  const takeFile = localFiles(files.folder, files.directory, files.dryRun ? registerNothing : registerWith(files.ask));
  if (part.part === 'DOCUMENTS') return withMedia(entries, takeFile, reporter);
  const { body } = part;
  if (body === undefined) return { entries, whole: true };
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
async function withMedia(entries: Entry[], takeFile: TakeFile, reporter: Reporter) {
  let whole = true;
  const pointing: Entry[] = [];
  for (const { source, values } of entries) {
    const { file = '', ...rest } = values;
    const target = posix.join(posix.dirname(source), String(file));
    const taken = await takeFile(target);
    if (taken && 'path' in taken && taken.type === 'application/pdf') {
      pointing.push({ source, values: { ...rest, mediaId: taken.mediaId ?? '' } });
      continue;
    }
    whole = false;
    reporter.note(source, `${target} ${!taken ? 'is missing' : 'issue' in taken ? taken.issue : 'is no PDF'}`);
  }
  return { entries: pointing, whole };
}
