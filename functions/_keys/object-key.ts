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

/** Families that callers can invent keys of, each with the number of objects it may hold at once. */
export const families = {
  missing: { limit: 1000, ttlMs: 60_000 },
} as const;

export type Family = keyof typeof families;

/** How long an object may stay at most: the net under everything else. */
export const objectTtlMs = 3_600_000;
