import type { ImportProfileRequestJson } from '../../../../proto/gen/colophon/imports/v1/imports_pb.js';

/** What an entry may say: texts, numbers, and lists of entries within it. */
export interface Shape {
  [field: string]: 'text' | 'number' | Shape;
}

export interface SitePart {
  part: NonNullable<ImportProfileRequestJson['part']>;
  /** Below the site's folder: a folder, whose files are taken in the order of their names, or one file. */
  from: string;
  fields: Shape;
  /** The entries are Markdown files, and this is their text; else each YAML file holds an entry or a list of them. */
  body?: string;
  /** Entries stand in the order of their files. */
  positioned?: boolean;
}

const place: Shape = { location: 'text', url: 'text', summary: 'text', start: 'text', end: 'text' };
const named: Shape = { slug: 'text', name: 'text', position: 'number' };
const item: Shape = { ...named, url: 'text', description: 'text' };

/** The parts of a site beside its settings and projects, in the order in which they are brought in. */
export const siteParts: SitePart[] = [
  {
    part: 'ABOUT',
    from: 'about',
    fields: { section: 'text', title: 'text', position: 'number' },
    body: 'bodyMarkdown',
    positioned: true,
  },
  { part: 'WORK_HISTORY', from: 'work', fields: { organisation: 'text', role: 'text', ...place }, body: 'description' },
  {
    part: 'EDUCATION',
    from: 'education',
    fields: { institution: 'text', degree: 'text', field: 'text', ...place },
    body: 'description',
  },
  {
    part: 'LANGUAGES',
    from: 'languages',
    fields: { tag: 'text', name: 'text', level: 'text', position: 'number' },
    positioned: true,
  },
  {
    part: 'TECH_STACK',
    from: 'techstack',
    fields: { ...named, collections: { ...named, items: item } },
    positioned: true,
  },
  {
    part: 'CONTACT',
    from: 'contact',
    fields: { kind: 'text', label: 'text', href: 'text', position: 'number' },
    positioned: true,
  },
  {
    part: 'DOCUMENTS',
    from: 'documents',
    fields: {
      ...{ slug: 'text', title: 'text', description: 'text', kind: 'text', variant: 'text', language: 'text' },
      ...{ file: 'text', position: 'number' },
    },
    positioned: true,
  },
  { part: 'REDIRECTS', from: 'redirects.yml', fields: { fromPath: 'text', toPath: 'text' } },
];
