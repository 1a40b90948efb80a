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
  /** The titles of its posts and the names of its sections, which its navigation shows. */
  projectTitles: (id: string) => `project:${id}:titles`,
  /** Where its pages and sections were before: for answers that nothing is here, or no longer. */
  projectMoves: (id: string) => `project:${id}:moves`,
  /** The name of a page or section. */
  node: (id: string) => `node:${id}`,
  /** The author's redirects. */
  redirects: 'redirects',
  post: (id: string) => `post:${id}`,
  /** Its title and path, which its neighbours show. */
  postName: (id: string) => `post:${id}:name`,
  /** What lists show of a post. */
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
  /** The picture that media is shown by; also of one that is not there yet, for whoever waits for it. */
  media: (id: string) => `media:${id}`,
  /** How a file is shown that a text names, whatever media it is by now or will be. */
  file: (path: string) => `file:${path.slice(path.lastIndexOf('/') + 1)}`,
  /** Any picture of any media: for lists of too many to name each. */
  pictures: 'media',
  /** Each stands for the whole list. */
  about: 'about',
  workHistory: 'work-history',
  education: 'education',
  languages: 'languages',
  contact: 'contact',
  documents: 'documents',
  /** The whole tech stack: categories, collections and items. */
  techStack: 'techstack',
  /** What a project shows of an item: its name and address, and the names of its collection and category. */
  techStackItem: (id: string) => `techstack:${id}`,
};

export const maxTags = 50;
export const maxTagBytes = 4096;

/** The tags of one object, each once, with `all`. Where they would be too many, the coarser ones stand for them. */
export function tagged(fine: string[], coarser: string[] = []): string[] {
  const wanted = [...new Set([...fine, tags.all])];
  if (wanted.length <= maxTags && Buffer.byteLength(wanted.join(',')) <= maxTagBytes) return wanted;
  return [...new Set([...coarser, tags.all])];
}
