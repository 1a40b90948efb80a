import { resolve } from '$app/paths';

export const homeHref: string = resolve('/(site)');

export const searchHref: string = resolve('/(site)/search');

export const projectsHref: string = resolve('/(site)/projects');

export const projectHref = (project: string): string => resolve('/(site)/projects/[project]', { project });

export const postHref = (project: string, path: string): string =>
  resolve('/(site)/projects/[project]/[...path]', { project, path });

/** A section has no page of its own: it is a place in its project's contents. */
export const sectionHref = (project: string, path: string): string => `${projectHref(project)}#${path}`;
