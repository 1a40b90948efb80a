import { readSchema } from './read-schema.ts';

/** A cached object's name: what was asked for, in the shape that this version reads. */
export interface ObjectKey {
  name: string;
}

function key(...parts: string[]): ObjectKey {
  return { name: [readSchema, ...parts].join('/') };
}

export const siteKey = () => key('site');
export const projectsKey = () => key('projects');
export const projectKey = (place: { project: string }) => key('project', place.project);
export const postKey = (place: { project: string; path: string }) => key('post', place.project, place.path);

export interface Origin {
  /** The function that builds the object, and what it is asked. */
  builder: string;
  payload: Record<string, string>;
}

/** The way back from a name; undefined for one of another version's. */
export function originOf(name: string): Origin | undefined {
  const [schema, kind, project = '', ...path] = name.split('/');
  if (schema !== readSchema) return undefined;
  if (kind === 'site') return { builder: 'database-read-get-site', payload: {} };
  if (kind === 'projects') return { builder: 'database-read-list-projects', payload: {} };
  if (kind === 'project') return { builder: 'database-read-get-project', payload: { project } };
  if (kind === 'post') return { builder: 'database-read-get-post', payload: { project, path: path.join('/') } };
  return undefined;
}

/** Families that callers can invent keys of, each with the number of objects it may hold at once. */
export const families = {
  missing: { limit: 1000, ttlMs: 60_000 },
} as const;

export type Family = keyof typeof families;

/** How long an object may stay at most: the net under everything else. */
export const objectTtlMs = 3_600_000;
