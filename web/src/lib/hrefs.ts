import { resolve } from '$app/paths';

export const homeHref: string = resolve('/(site)');

export const searchHref: string = resolve('/(site)/search');

export const projectsHref: string = resolve('/(site)/projects');

export const postsHref: string = resolve('/(site)/posts');
export const tagsHref: string = resolve('/(site)/tags');
export const aboutHref: string = resolve('/(site)/about');
export const resumeHref: string = resolve('/(site)/resume');
export const documentsHref: string = resolve('/(site)/documents');
export const contactHref: string = resolve('/(site)/contact');
export const freshnessHref: string = resolve('/(site)/colophon/freshness');

export const tagHref = (tag: string): string => resolve('/(site)/tags/[tag]', { tag });

export const projectHref = (project: string): string => resolve('/(site)/projects/[project]', { project });

export const postHref = (project: string, path: string): string =>
  resolve('/(site)/projects/[project]/[...path]', { project, path });

/** A section has no page of its own: it is a place in its project's contents. */
export const sectionHref = (project: string, path: string): string => `${projectHref(project)}#${path}`;
