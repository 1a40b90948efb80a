import type { BlogPosting, BreadcrumbList, Person, ProfilePage, WebSite, WithContext } from 'schema-dts';
import { projectHref, sectionHref } from '#lib/hrefs.ts';
import { profilesOf } from '#lib/person.ts';
import type { HeadResume, Told } from '#lib/head.ts';

/** A person with all that is known, and no mere address of one. */
type PersonLeaf = Extract<Person, { '@type': 'Person' }>;

/** What https://schema.org calls a thing: programs are told of a page by these. */
export type Thing =
  | WithContext<BlogPosting>
  | WithContext<BreadcrumbList>
  | WithContext<Person>
  | WithContext<ProfilePage>
  | WithContext<WebSite>;

interface Placed extends Told {
  canonical: string;
  image: string;
  home: string;
  whole: (path: string) => string;
}

const context = 'https://schema.org' as const;

export function structuredData(told: Placed): Thing[] {
  const { post, project, channels, resume, canonical, home } = told;
  if (post) return [blogPosting(told, post), breadcrumbs(told)];
  if (project) return [breadcrumbs(told)];
  if (channels.length === 0 && !resume && canonical !== home) return [];
  const author: WithContext<Person> = { '@context': context, ...person(told), ...(resume && careerOf(resume)) };
  return canonical === home ? [webSite(told), author] : [author];
}

function person({ site, channels, home }: Placed): PersonLeaf {
  const profiles = profilesOf(channels).map(({ href }) => href);
  return {
    '@type': 'Person',
    '@id': `${home}#author`,
    name: site.author || site.title,
    url: home,
    ...(profiles.length > 0 && { sameAs: profiles }),
  };
}

/** What one does is what has not ended. */
function careerOf({ work, education, languages }: HeadResume): Partial<PersonLeaf> {
  const now = work.filter(({ end }) => end === undefined);
  const names = (all: string[]) => [...new Set(all.filter(Boolean))];
  const organisations = names(now.map(({ organisation }) => organisation));
  const titles = names(now.map(({ role }) => role));
  const schools = names(education.map(({ institution }) => institution));
  const tongues = names(languages.map(({ name }) => name));
  return {
    ...(titles.length > 0 && { jobTitle: titles }),
    ...(organisations.length > 0 && {
      worksFor: organisations.map((name) => ({ '@type': 'Organization' as const, name })),
    }),
    ...(schools.length > 0 && {
      alumniOf: schools.map((name) => ({ '@type': 'EducationalOrganization' as const, name })),
    }),
    ...(tongues.length > 0 && { knowsLanguage: tongues }),
  };
}

function webSite(told: Placed): WithContext<WebSite> {
  const { site, home } = told;
  return {
    '@context': context,
    '@type': 'WebSite',
    '@id': `${home}#site`,
    name: site.title,
    url: home,
    ...(site.description !== '' && { description: site.description }),
    author: { '@id': `${home}#author` },
  };
}

type Post = NonNullable<Told['post']>;

function blogPosting(told: Placed, post: Post): WithContext<BlogPosting> {
  const { canonical, image, home } = told;
  const author = person(told);
  return {
    '@context': context,
    '@type': 'BlogPosting',
    '@id': `${canonical}#post`,
    headline: post.title,
    ...(post.summary !== '' && { description: post.summary }),
    url: canonical,
    mainEntityOfPage: { '@type': 'WebPage', '@id': canonical },
    image,
    datePublished: post.publishedAt ?? post.createdAt,
    dateModified: post.updatedAt,
    author,
    publisher: author,
    articleSection: post.project.name,
    ...(post.tags.length > 0 && { keywords: post.tags }),
    isPartOf: { '@type': 'WebSite', '@id': `${home}#site`, name: told.site.title, url: home },
  };
}

/** From the first page of the site to this one. */
function breadcrumbs({ site, canonical, home, whole, ...page }: Placed): WithContext<BreadcrumbList> {
  const project = page.post?.project ?? page.project;
  const way = [
    { name: site.title || home, item: home },
    ...(project ? [{ name: project.name, item: whole(projectHref(project.slug)) }] : []),
    ...(page.post?.breadcrumbs ?? []).map(({ name, path }) => ({
      name,
      item: whole(sectionHref(project?.slug ?? '', path)),
    })),
    ...(page.post ? [{ name: page.post.title, item: canonical }] : []),
  ];
  return {
    '@context': context,
    '@type': 'BreadcrumbList',
    itemListElement: way.map((step, index) => ({ '@type': 'ListItem' as const, position: index + 1, ...step })),
  };
}
