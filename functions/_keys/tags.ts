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
  /** Membership and order of the list of all posts. */
  posts: 'posts',
  /** Any card of any post: for lists of too many to name each. */
  postCards: 'posts:cards',
  /** Membership and order of the list of the posts with this tag. */
  tagged: (tag: string) => `tagged:${tag}`,
  /** Which tags there are, and of how many posts. */
  tags: 'tags',
  /** What can be found, and how it is shown there. */
  search: 'search',
};

export const maxTags = 50;
export const maxTagBytes = 4096;

/** The tags of one object, each once, with `all`. Where they would be too many, the coarser ones stand for them. */
export function tagged(fine: string[], coarser: string[] = []): string[] {
  const wanted = [...new Set([...fine, tags.all])];
  if (wanted.length <= maxTags && Buffer.byteLength(wanted.join(',')) <= maxTagBytes) return wanted;
  return [...new Set([...coarser, tags.all])];
}
