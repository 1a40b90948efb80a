/** What an object was built from. The triggers of the database announce the same names: this list is the agreement. */
export const tags = {
  all: 'all',
  site: 'site',
  /** Membership and order of the collection of projects. */
  projects: 'projects',
  /** Any card of any project: for lists of too many to name each. */
  projectCards: 'projects:cards',
  project: (id: string) => `project:${id}`,
  /** What lists show of a project. */
  projectCard: (id: string) => `project:${id}:card`,
  /** Its slug and name, which each of its posts shows. */
  projectName: (id: string) => `project:${id}:name`,
  /** Its navigation: which pages and sections, where, in which order. */
  projectTree: (id: string) => `project:${id}:tree`,
  /** The titles of its posts, which its navigation shows. */
  projectTitles: (id: string) => `project:${id}:titles`,
  post: (id: string) => `post:${id}`,
  /** What lists and neighbours show of a post. */
  postCard: (id: string) => `post:${id}:card`,
  /** The picture that media is shown by; also of one that is not there yet, for whoever waits for it. */
  media: (id: string) => `media:${id}`,
};

export const maxTags = 50;
export const maxTagBytes = 4096;

/** The tags of one object, each once, with `all`. Where they would be too many, the coarser ones stand for them. */
export function tagged(fine: string[], coarser: string[] = []): string[] {
  const wanted = [...new Set([...fine, tags.all])];
  if (wanted.length <= maxTags && Buffer.byteLength(wanted.join(',')) <= maxTagBytes) return wanted;
  return [...new Set([...coarser, tags.all])];
}
