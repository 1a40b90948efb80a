import { projectHref } from '#lib/hrefs.ts';
import { words } from '#lib/words.ts';
import { profilesOf } from '#lib/person.ts';
import type { ContactChannel, Resume } from './api/profile.ts';
import type { ProjectCard } from './api/projects.ts';
import type { Site } from './api/site.ts';

export interface Told {
  site: Site;
  resume: Resume;
  channels: ContactChannel[];
  projects: ProjectCard[];
}

/** https://jsonresume.org/schema */
export function jsonResume({ site, resume, channels, projects }: Told, self: URL): object {
  const email = addressOf(channels, 'mailto:');
  const phone = addressOf(channels, 'tel:');
  const changed = [...resume.work, ...resume.education, ...resume.languages, site].map(({ updatedAt }) => updatedAt);
  return {
    $schema: 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
    basics: filled({
      name: site.author || site.title,
      label: site.tagline,
      email,
      phone,
      url: `${self.origin}/`,
      summary: site.description,
      profiles: profilesOf(channels).map(({ kind, label, href }) => ({ network: kind, username: label, url: href })),
    }),
    work: resume.work.map(({ organisation, role, location, url, summary, start, end }) =>
      filled({ name: organisation, position: role, location, url, startDate: start, endDate: end, summary }),
    ),
    education: resume.education.map(({ institution, degree, field, url, start, end }) =>
      filled({ institution, studyType: degree, area: field, url, startDate: start, endDate: end }),
    ),
    languages: resume.languages.map(({ name, level }) => ({ language: name, fluency: words.fluency[level] })),
    skills: resume.techStack.flatMap((category) =>
      (category.collections ?? []).map((collection) => ({
        name: [category.name, collection.name].filter(Boolean).join(': '),
        keywords: (collection.items ?? []).map(({ name }) => name),
      })),
    ),
    projects: projects.map(({ name, description, slug }) =>
      filled({ name, description, url: new URL(projectHref(slug), self).href }),
    ),
    meta: filled({
      canonical: `${self.origin}${self.pathname}`,
      version: 'v1.0.0',
      lastModified: changed.filter(Boolean).sort().at(-1),
    }),
  };
}

function addressOf(channels: ContactChannel[], scheme: string): string {
  const href = channels.find((channel) => channel.href.toLowerCase().startsWith(scheme))?.href ?? '';
  const [address = ''] = href.slice(scheme.length).split('?');
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Without what nobody wrote: the schema takes no empty address or date. */
function filled(entry: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== ''));
}
