import type { DescMessage } from '@bufbuild/protobuf';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { DocumentListSchema } from '../../proto/gen/colophon/documents/v1/documents_pb.js';
import { PostListSchema, TagListSchema } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { PostSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { AboutSchema } from '../../proto/gen/colophon/profile/v1/about_pb.js';
import { ContactSchema } from '../../proto/gen/colophon/profile/v1/contact_pb.js';
import { ResumeSchema } from '../../proto/gen/colophon/profile/v1/resume_pb.js';
import { ProjectListSchema, ProjectSchema } from '../../proto/gen/colophon/projects/v1/projects_pb.js';
import { SearchResultsSchema } from '../../proto/gen/colophon/search/v1/search_pb.js';
import { SiteSchema } from '../../proto/gen/colophon/site/v1/site_pb.js';
import { readSchema } from './read-schema.ts';

/** Families that callers can invent keys of, each with the number of objects it may hold at once. */
export const families = {
  missing: { limit: 1000, ttlMs: 60_000 },
  /** What was moved leads on from as many names as it ever had. */
  moved: { limit: 1000, ttlMs: 3_600_000 },
  /** Pages of lists: any limit, any cursor, any tag. */
  lists: { limit: 1000, ttlMs: 3_600_000 },
  searches: { limit: 500, ttlMs: 600_000 },
} as const;

export type Family = keyof typeof families;

/** A cached object's name: what was asked for, in the shape that this version reads. */
export interface ObjectKey {
  name: string;
  /** Where callers can invent such names. */
  family?: Family | undefined;
}

/** A name with the way to what it stands for. */
export interface ReadKey extends ObjectKey {
  /** The function that builds the object, and what it is asked. */
  builder: string;
  payload: Record<string, string>;
  schema: DescMessage;
}

interface Kind {
  builder: string;
  schema: DescMessage;
  /** What tells one object of this kind from another, in the order of the name. Only the last may hold slashes. */
  named: string[];
  family?: Family;
}

/** Everything that readers may ask for. */
export const kinds = {
  site: { builder: 'database-read-get-site', schema: SiteSchema, named: [] },
  projects: { builder: 'database-read-list-projects', schema: ProjectListSchema, named: [] },
  project: { builder: 'database-read-get-project', schema: ProjectSchema, named: ['project'] },
  post: { builder: 'database-read-get-post', schema: PostSchema, named: ['project', 'path'] },
  // Never an object, but a way to another place.
  redirect: { builder: 'database-read-find-redirect', schema: EmptySchema, named: ['path'] },
  about: { builder: 'database-read-get-about', schema: AboutSchema, named: [] },
  resume: { builder: 'database-read-get-resume', schema: ResumeSchema, named: [] },
  contact: { builder: 'database-read-get-contact', schema: ContactSchema, named: [] },
  documents: { builder: 'database-read-list-documents', schema: DocumentListSchema, named: [] },
  posts: {
    builder: 'database-read-list-posts',
    schema: PostListSchema,
    named: ['project', 'tag', 'limit', 'cursor'],
    family: 'lists',
  },
  tags: { builder: 'database-read-list-tags', schema: TagListSchema, named: [] },
  search: {
    builder: 'database-read-search-posts',
    schema: SearchResultsSchema,
    named: ['limit', 'cursor', 'q'],
    family: 'searches',
  },
} satisfies Record<string, Kind>;

/** The key of an object of this kind; what it is not given counts as empty. */
export function objectKey(kind: keyof typeof kinds, asked: Record<string, string> = {}): ReadKey {
  const { builder, schema, named, family }: Kind = kinds[kind];
  const values = named.map((name) => [name, asked[name] ?? ''] as const);
  const name = [readSchema, kind, ...values.map(([, value]) => encodeURIComponent(value).replaceAll('%2F', '/'))].join(
    '/',
  );
  return { name, family, builder, schema, payload: Object.fromEntries(values) };
}

/** The way back from a name; undefined for one of another version's. */
export function objectKeyOf(name: string): ReadKey | undefined {
  const [schema, kind = '', ...parts] = name.split('/');
  if (schema !== readSchema || !Object.hasOwn(kinds, kind)) return undefined;
  const { named }: Kind = kinds[kind as keyof typeof kinds];
  const last = named.length - 1;
  const values = named.map(
    (each, index) => [each, index === last ? parts.slice(index).join('/') : parts[index]] as const,
  );
  return objectKey(
    kind as keyof typeof kinds,
    Object.fromEntries(values.map(([each, value]) => [each, decodeURIComponent(value ?? '')])),
  );
}

/** How long an object may stay at most: the net under everything else. */
export const objectTtlMs = 3_600_000;
