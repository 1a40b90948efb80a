import { posix } from 'node:path';
import { nameParts, titleFromName } from './reading/names.ts';
import { fitSlug, numberedSlug } from './reading/slugs.ts';

/** What the tree needs to know of a file. */
export interface Leaf {
  source: string;
  /** From the front matter; '' leaves it to the file's name. */
  slug: string;
  position?: number;
  publishedAt?: string;
}

export interface SectionName {
  name: string;
  slug: string;
  position?: number;
}

export interface SectionStep {
  slug: string;
  name: string;
  position: number;
}

export interface Place {
  sections: SectionStep[];
  slug: string;
  position: number;
  path: string;
  /** From the front matter, else from the name. */
  publishedAt?: string;
  /** What the slug would have been, where it had to be made to fit. */
  wished?: string;
}

// The database allows eight steps; the last is the page.
const deepest = 7;
// Behind what has a number, and before what has a date, things stand in the order of their names.
const unnumbered = 50_000;
const firstDay = 100_000;

/**
 * Gives each file its place: folders are sections, and a folder that holds nothing but an index.md is that page. Who
 * comes first keeps the slug that two want: sections first, then files that were imported before, then by name.
 */
export function buildTree(leaves: Leaf[], named: Map<string, SectionName>, before: Set<string>): Map<string, Place> {
  const taken = new Map<string, Set<string>>();
  const sections = new Map<string, SectionStep[]>([['.', []]]);
  const bundles = pageBundles(leaves);
  const folders = new Set(leaves.flatMap((leaf) => foldersAbove(bundles.get(leaf.source) ?? leaf.source)));
  for (const folder of [...folders].sort()) {
    const above = sections.get(posix.dirname(folder)) ?? [];
    sections.set(folder, above.length < deepest ? [...above, section(folder, above, named.get(folder), taken)] : above);
  }
  const places = new Map<string, Place>();
  const inOrder = leaves.toSorted((a, b) => rank(a, before) - rank(b, before) || (a.source < b.source ? -1 : 1));
  for (const leaf of inOrder) {
    const at = bundles.get(leaf.source) ?? leaf.source.replace(/\.[^.]+$/, '');
    const steps = sections.get(posix.dirname(at)) ?? [];
    const parts = nameParts(posix.basename(at));
    const wished = leaf.slug || parts.rest;
    const slug = takeSlug(fitSlug(wished), steps, taken);
    const path = [...steps.map((step) => step.slug), slug].join('/');
    const publishedAt = leaf.publishedAt ?? parts.date;
    const dated = {
      ...(publishedAt !== undefined && { publishedAt }),
      position: position(leaf.position ?? parts.number, parts.rest, publishedAt),
    };
    places.set(leaf.source, { sections: steps, slug, path, ...dated, ...(slug !== wished && { wished }) });
  }
  return places;
}

function section(
  folder: string,
  above: SectionStep[],
  named: SectionName | undefined,
  taken: Map<string, Set<string>>,
): SectionStep {
  const parts = nameParts(posix.basename(folder));
  return {
    slug: takeSlug(fitSlug(named?.slug || parts.rest), above, taken),
    name: (named?.name || titleFromName(parts.rest)).slice(0, 200),
    position: named?.position ?? parts.number ?? unnumbered,
  };
}

function takeSlug(wished: string, above: SectionStep[], taken: Map<string, Set<string>>): string {
  const parent = above.map((step) => step.slug).join('/');
  const siblings = taken.get(parent) ?? new Set();
  taken.set(parent, siblings);
  let slug = wished;
  for (let number = 2; siblings.has(slug); number += 1) slug = numberedSlug(wished, number);
  siblings.add(slug);
  return slug;
}

function position(given: number | undefined, name: string, publishedAt: string | undefined): number {
  if (given !== undefined) return given;
  if (name === 'index') return 0;
  return publishedAt === undefined
    ? unnumbered
    : Math.max(firstDay, firstDay + Math.floor(Date.parse(publishedAt) / 86_400_000));
}

/** Folders in which index.md is the only text: it is the page, and what lies beside it belongs to it. */
function pageBundles(leaves: Leaf[]): Map<string, string> {
  const texts = new Map<string, number>();
  for (const { source } of leaves)
    for (const folder of foldersAbove(source)) texts.set(folder, (texts.get(folder) ?? 0) + 1);
  const alone = leaves.filter(({ source }) => isIndex(source) && texts.get(posix.dirname(source)) === 1);
  return new Map(alone.map(({ source }) => [source, posix.dirname(source)]));
}

function foldersAbove(path: string): string[] {
  const above = posix.dirname(path);
  return above === '.' ? [] : [...foldersAbove(above), above];
}

const isIndex = (source: string) => /^index\.\w+$/i.test(posix.basename(source));
const rank = (leaf: Leaf, before: Set<string>) => (before.has(leaf.source) ? 0 : 1);
