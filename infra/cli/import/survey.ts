import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { eachOf } from './each-of.ts';
import { readDocument } from './reading/read-document.ts';
import type { Reporter } from './report.ts';
import type { Leaf, SectionName } from './tree.ts';
import { walk } from './reading/walk.ts';

/** What must be known of all files before the first can be brought in: who links to whom, and under which slug. */
export interface Survey {
  leaves: Leaf[];
  sections: Map<string, SectionName>;
  /** All Markdown files that are there, also those that cannot be brought in. */
  present: Set<string>;
}

/** Names a folder's section; its words have no page to stand on. */
const sectionFile = /^_(section|index)\.(md|markdown)$/i;

/** Reads each file once and keeps only what the tree needs, so that a large folder needs little memory. */
export async function survey(folder: string, reporter: Reporter): Promise<Survey> {
  const found: Survey = { leaves: [], sections: new Map(), present: new Set() };
  const unread = new Map<string, number>();
  await eachOf(walk(folder), 8, async ({ path, kind, issue }) => {
    if (kind === 'unreadable') reporter.note(path, issue ?? 'cannot be read');
    const extension = posix.extname(path).toLowerCase();
    if (/^\.(mdx|html?|rst|adoc|txt)$/.test(extension)) unread.set(extension, (unread.get(extension) ?? 0) + 1);
    if (kind === 'markdown') await surveyFile(folder, path, found, reporter);
  });
  for (const [extension, times] of unread) reporter.tally(`files *${extension} are not Markdown`, times);
  found.leaves.sort((a, b) => (a.source < b.source ? -1 : 1));
  return found;
}

async function surveyFile(folder: string, path: string, found: Survey, reporter: Reporter): Promise<void> {
  found.present.add(path);
  const bytes = await readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return reporter.note(path, `cannot be read (${bytes.code ?? bytes.message})`);
  const { title, slug, position, publishedAt, body, unknownKeys, fittedTags } = readDocument(bytes);
  for (const key of unknownKeys) reporter.tally(`the front matter's "${key}" is not taken over`);
  for (const [tag, fitted] of fittedTags) reporter.tally(`the tag ${tag} → ${fitted}`);
  const isSection = sectionFile.test(posix.basename(path));
  const isIndex = /^index\./i.test(posix.basename(path));
  const hasBody = body.trim() !== '';
  const named = { name: title, slug, ...(position !== undefined && { position }) };
  if (isSection || (isIndex && !hasBody && !found.sections.has(posix.dirname(path))))
    found.sections.set(posix.dirname(path), named);
  if (isSection && hasBody) reporter.note(path, 'names its section; the words in it are not taken over');
  if (isSection) return;
  if (!hasBody) return reporter.note(path, 'has no body');
  found.leaves.push({
    source: path,
    slug,
    ...(position !== undefined && { position }),
    ...(publishedAt !== undefined && { publishedAt }),
  });
}
