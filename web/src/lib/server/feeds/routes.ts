import { error, type RequestEvent } from '@sveltejs/kit';
import { homeHref, projectHref } from '#lib/hrefs.ts';
import { words } from '#lib/words.ts';
import { getProject } from '../api/projects.ts';
import { answer, besideIt } from '../machine.ts';
import { atom, atomType } from './atom.ts';
import type { Feed } from './feed.ts';
import { gather } from './gather.ts';
import { jsonFeed, jsonFeedType } from './json-feed.ts';
import { rss, rssType } from './rss.ts';

const forms = {
  'feed.xml': (feed: Feed) => answer(atomType, atom(feed)),
  'rss.xml': (feed: Feed) => answer(rssType, rss(feed)),
  'feed.json': (feed: Feed) => answer(jsonFeedType, jsonFeed(feed)),
};
type Form = keyof typeof forms;

export const ofSite =
  (form: Form) =>
  async ({ fetch, url }: RequestEvent): Promise<Response> => {
    const about = { title: nameOf, description: tell, page: homeHref, of: {} };
    return forms[form](await gather(fetch, url, about));
  };

export const ofProject =
  (form: Form) =>
  async ({ fetch, url, params }: RequestEvent<{ project: string }>): Promise<Response> => {
    const { body: project } = await besideIt(getProject(fetch, params.project), (page) => `${page}/${form}`);
    const about = {
      title: (site: Named) => `${project.name} · ${nameOf(site)}`,
      description: () => project.description,
      page: projectHref(project.slug),
      of: { project: project.slug },
    };
    return forms[form](await gather(fetch, url, about));
  };

export const ofTag =
  (form: Form) =>
  async ({ fetch, url, params: { tag } }: RequestEvent<{ tag: string }>): Promise<Response> => {
    const about = {
      title: (site: Named) => `${tag} · ${nameOf(site)}`,
      description: (site: Named) => words.postsTagged(tag, nameOf(site)),
      page: `/tags/${tag}`,
      of: { tag },
    };
    const feed = await gather(fetch, url, about);
    if (feed.entries.length === 0) error(404, words.errors.notFound.title);
    return forms[form](feed);
  };

interface Named {
  title: string;
  tagline: string;
  description: string;
}

const nameOf = ({ title }: Named) => title || words.untitledSite;
const tell = ({ tagline, description }: Named) => description || tagline;
