import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ImportPostRequestJson } from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { nameParts, titleFromName } from './reading/names.ts';
import type { Document } from './reading/read-document.ts';
import { readMarkdown, type Markdown } from './reading/read-markdown.ts';
import { resolve, type Surroundings } from './resolve.ts';
import type { Place } from './tree.ts';

export interface Composed {
  request: Omit<ImportPostRequestJson, 'projectId'>;
  issues: string[];
  oldSiteLinks: number;
}

/** Makes of a file, and of the place that it was given, what the database is asked to keep. */
export async function composePost(
  source: string,
  document: Document,
  place: Place,
  around: Surroundings,
): Promise<Composed> {
  const issues = [...document.issues];
  const markdown = readMarkdown(document.body);
  const title =
    document.title || markdown.heading?.text || titleFromName(nameParts(basename(source).replace(/\.\w+$/, '')).rest);
  const { body, oldSiteLinks } = await rewrite(source, document.body, markdown, title, around, issues);
  if (markdown.leftOut.length > 0)
    issues.push(`what is in ${markdown.leftOut.map((name) => `<${name}>`).join(', ')} will not be shown`);
  const draft = isDraft(source, document, around) || isAhead(place, issues);
  const content = {
    title: fitting(title, 200, 'title', issues),
    slug: place.slug,
    summary: fitting(document.summary, 1000, 'summary', issues),
    bodyMarkdown: body,
    tags: document.tags,
    sections: place.sections,
    position: place.position,
    draft,
    ...(place.publishedAt !== undefined && { publishedAt: place.publishedAt }),
  };
  // Of what is written, not of the file: a picture that changed, or a page that moved, changes the post too.
  const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { request: { sourcePath: source, contentHash, ...content }, issues, oldSiteLinks };
}

/** The text with the new addresses of what it names, and without a heading that would only repeat the title. */
export async function rewrite(
  source: string,
  text: string,
  markdown: Markdown,
  title: string,
  around: Surroundings,
  issues: string[],
) {
  const shownTwice = headingToDrop(text, markdown, title);
  const found = await Promise.all(markdown.destinations.map((destination) => resolve(destination, source, around)));
  let body = '';
  let done = shownTwice;
  let oldSiteLinks = 0;
  markdown.destinations.forEach(({ start, end }, index) => {
    const resolved = found[index];
    if (resolved === undefined || start < done) return;
    if ('issue' in resolved) issues.push(resolved.issue);
    if ('oldSite' in resolved) oldSiteLinks += 1;
    if (!('url' in resolved)) return;
    body += text.slice(done, start) + resolved.url;
    done = end;
  });
  body += text.slice(done);
  return { body: body.replace(/^\s*\n/, '').trimEnd(), oldSiteLinks };
}

function isDraft(source: string, document: Document, around: Surroundings): boolean {
  return document.draft || around.asDrafts || source.split('/').includes('_drafts');
}

/** Other engines keep back what is dated ahead. Somewhere on earth it is already up to fourteen hours later. */
function isAhead({ publishedAt }: Place, issues: string[]): boolean {
  const ahead = publishedAt !== undefined && Date.parse(publishedAt) > Date.now() + 14 * 3_600_000;
  if (ahead) issues.push(`is dated ${publishedAt}, which is to come, so it was brought in as a draft`);
  return ahead;
}

/** The page shows the title by itself: a text that begins with it would show it twice. */
function headingToDrop(text: string, { heading }: Markdown, title: string): number {
  const drop = heading?.first && heading.depth === 1 && heading.text === title && text.slice(heading.end).trim() !== '';
  return drop ? heading.end : 0;
}

function fitting(text: string, length: number, name: string, issues: string[]): string {
  if (text.length <= length) return text;
  issues.push(`the ${name} is longer than ${length} characters and was cut`);
  return `${text.slice(0, length - 1).trimEnd()}…`;
}
