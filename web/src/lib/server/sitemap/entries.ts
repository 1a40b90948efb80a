import { homeHref, postHref, projectHref, projectsHref } from '#lib/hrefs.ts';
import type { Fetch } from '../api/ask.ts';
import { listPosts, listTags } from '../api/lists.ts';
import { getAbout, getContact, getResume, listDocuments } from '../api/profile.ts';
import { listProjects, type ProjectCard } from '../api/projects.ts';
import { getSite } from '../api/site.ts';

export interface Place {
  path: string;
  /** Unknown where a page is made of what keeps no date. */
  changed?: string | undefined;
}

interface Dated {
  updatedAt: string;
}

const page = 100;
/** Of one project, the newest; a page of the list is a part of the sitemap, and they have to fit a header. */
const maxPosts = 20_000;

/** Which pages there are: a list of addresses that tells of one which is not would be no help. */
const written = Object.keys(import.meta.glob('../../../routes/(site)/**/+page.svelte')).map(
  (file) => `/${/\(site\)\/(?:(.*)\/)?\+page\.svelte$/.exec(file)?.[1] ?? ''}`,
);

/** Every page but those of the posts. */
export async function pages(fetch: Fetch, projects: ProjectCard[]): Promise<Place[]> {
  const [site, newest, tags, about, resume, documents, contact] = await Promise.all([
    getSite(fetch),
    listPosts(fetch, { limit: 1 }),
    listTags(fetch),
    getAbout(fetch),
    getResume(fetch),
    listDocuments(fetch),
    getContact(fetch),
  ]);
  const { work, education, languages } = resume.body;
  const sections = [
    { path: homeHref, changed: latest([site.body, ...projects, ...newest.body.items]) },
    { path: projectsHref, changed: latest(projects) },
    { path: '/posts', changed: latest(newest.body.items) },
    { path: '/about', changed: latest(about.body.items) },
    { path: '/resume', changed: latest([...work, ...education, ...languages]) },
    { path: '/documents', changed: latest(documents.body) },
    { path: '/contact', changed: latest(contact.body) },
  ].filter(({ path, changed }) => path === homeHref || changed !== undefined);
  const tagged =
    tags.body.length > 0 ? [{ path: '/tags' }, ...tags.body.map(({ slug }) => ({ path: `/tags/${slug}` }))] : [];
  const all: Place[] = [
    ...sections,
    ...projects.map(({ slug, updatedAt }) => ({ path: projectHref(slug), changed: updatedAt })),
    ...tagged,
  ];
  const isWritten = ({ path }: Place) =>
    written.includes(
      path.replace(/^\/(projects|tags)\/.*/, (_, of) => `/${of}/[${of === 'tags' ? 'tag' : 'project'}]`),
    );
  return all.filter(isWritten);
}

/** The posts of one project, or of all. */
export async function posts(fetch: Fetch, project?: string): Promise<Place[]> {
  const places: Place[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await listPosts(fetch, { project, limit: page, cursor });
    places.push(
      ...body.items.map((post) => ({ path: postHref(post.project.slug, post.path), changed: latest([post]) })),
    );
    cursor = body.nextCursor;
  } while (cursor !== undefined && places.length < maxPosts);
  return places;
}

export async function projects(fetch: Fetch): Promise<ProjectCard[]> {
  return (await listProjects(fetch)).body;
}

function latest(all: Dated[]): string | undefined {
  return all
    .map(({ updatedAt }) => updatedAt)
    .filter((updatedAt) => updatedAt !== '')
    .sort()
    .at(-1);
}
