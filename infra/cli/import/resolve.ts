import { posix } from 'node:path';
import type { TakeFile } from './local-files.ts';
import type { Destination } from './reading/read-markdown.ts';
import type { Place } from './tree.ts';

export interface Surroundings {
  projectSlug: string;
  places: Map<string, Place>;
  /** Whatever the files say. */
  asDrafts: boolean;
  takeFile: TakeFile;
}

/** A destination's new address; or why it has none; or a page of the old site, which nothing here can know. */
export type Resolved = { url: string } | { issue: string } | { oldSite: string } | undefined;

const elsewhere = /^([a-z][a-z0-9+.-]*:|\/\/|[#?]|$)/i;
const storable = /\.(png|apng|jpe?g|gif|webp|avif|svg|pdf)$/i;
const markdown = /\.(md|markdown)$/i;

/** Undefined: it leads elsewhere and stays as it is. */
export async function resolve({ url, shown }: Destination, source: string, around: Surroundings): Promise<Resolved> {
  if (shown && /^data:/i.test(url)) return { issue: 'a picture that is written into the text (data:) is not shown' };
  if (elsewhere.test(url)) return undefined;
  const [, written = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  const absolute = written.startsWith('/');
  const target = posix.join(absolute ? '.' : posix.dirname(source), decoded(written)).replace(/^\/|\/$/g, '');
  if (target.startsWith('..')) return { issue: `${written} lies outside the folder` };
  const place = placeOf(target, around.places) ?? (absolute ? undefined : neighbour(source, target, around.places));
  if (place && !shown) return { url: `/projects/${around.projectSlug}/${place.path}${escaped(fragment)}` };
  const file = markdown.test(target) ? undefined : await around.takeFile(target);
  if (file) return 'path' in file ? { url: file.path + escaped(fragment) } : { issue: `${written} ${file.issue}` };
  if (shown || storable.test(target)) return { issue: `${written} is missing` };
  if (absolute && !markdown.test(target)) return { oldSite: written + query };
  return { issue: `the link to ${written} leads to nothing that was imported` };
}

function placeOf(target: string, places: Map<string, Place>): Place | undefined {
  for (const ending of ['', '.md', '.markdown', '/index.md', '/index.markdown']) {
    const place = places.get(posix.normalize(target + ending));
    if (place) return place;
  }
  return undefined;
}

/** Many blogs link to a neighbour by its slug, as it stands in the address line. */
function neighbour(source: string, target: string, places: Map<string, Place>): Place | undefined {
  const own = places.get(source);
  if (!own) return undefined;
  const path = posix.join(posix.dirname(own.path), posix.relative(posix.dirname(source), target));
  return [...places.values()].find((place) => place.path === path);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Safe in Markdown's parentheses and in HTML's quotes alike. */
function escaped(fragment: string): string {
  return fragment.replace(
    /[\s()"'<>\\`]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}
