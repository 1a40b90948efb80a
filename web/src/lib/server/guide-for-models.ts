import { postHref, projectHref } from '#lib/hrefs.ts';
import { words } from '#lib/words.ts';
import type { PostCard } from './api/lists.ts';
import type { ProjectCard } from './api/projects.ts';
import type { Site } from './api/site.ts';

interface Guided {
  site: Site;
  projects: ProjectCard[];
  /** The newest. */
  posts: PostCard[];
}

/** As https://llmstxt.org describes it: what is here, each post as the Markdown that it is written in. */
export function guideForModels({ site, projects, posts }: Guided, origin: string): string {
  const link = (name: string, href: string, tells = '') =>
    `- [${plain(name)}](${origin}${href})${tells && `: ${plain(tells)}`}`;
  const { guide } = words;
  const blocks = [
    `# ${plain(site.title || words.untitledSite)}`,
    ...[site.tagline, site.description].filter(Boolean).map((text) => `> ${plain(text)}`),
    guide.everyPost,
    ...section(
      words.projects,
      projects.map(({ slug, name, description }) => link(name, projectHref(slug), description)),
    ),
    ...projects.flatMap(({ slug, name }) => {
      const own = posts.filter(({ project }) => project.slug === slug);
      return section(
        name,
        own.map((post) => link(post.title, `${postHref(slug, post.path)}.md`, post.summary)),
      );
    }),
    ...section(guide.optional, [
      link(guide.allPages, '/sitemap.xml'),
      link(guide.feed, '/feed.json'),
      link(guide.resume, '/resume.json'),
      link(guide.api, '/api/v1/openapi.json'),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function section(name: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`## ${plain(name)}`, lines.join('\n')];
}

/** On one line, and nothing in it is Markdown. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .replace(/[\\[\]<>`*_#]/g, '\\$&');
}
