/** Every text of the interface that is not the author's. Another language is another object of this shape. */
export const words = {
  skip: 'Skip to the text',
  menu: 'Site',
  breadcrumbs: 'You are here',
  projects: 'Projects',
  allProjects: 'All projects',
  projectsOf: (site: string) => `The projects of ${site}.`,
  noProjects: 'Nothing is published yet.',
  recentPosts: 'Recent posts',
  contents: 'Contents',
  contentsOf: (project: string) => `Contents of ${project}`,
  noPosts: 'This project has no posts yet.',
  kind: 'Kind',
  techStack: 'Made with',
  posts: (count: number) => (count === 0 ? 'No posts yet' : count === 1 ? '1 post' : `${count} posts`),
  published: 'Published',
  revised: 'Revised',
  updated: 'Updated',
  tags: 'Tags',
  previous: 'Previous',
  next: 'Next',
  neighbours: 'Before and after',
  earlierPages: (count: number) => `${count} before`,
  laterPages: (count: number) => `${count} after`,
  search: {
    title: 'Search',
    titleOf: (q: string) => `Search: ${q}`,
    field: 'Search the posts',
    ask: 'Search',
    howTo: 'All of the words are looked for. “Quotes” hold a phrase together, and -word leaves out what has that word.',
    found: (count: number, isMore: boolean, isFirst: boolean) => {
      if (!isFirst)
        return count === 1 ? 'One more post.' : `${count} more posts${isMore ? ', and there are others' : ''}.`;
      if (count === 0) return 'No post was found.';
      if (isMore) return `More than ${count} posts. The best matches come first.`;
      return count === 1 ? 'One post.' : `${count} posts.`;
    },
    nothing: 'Try fewer words, or others: all of them have to stand in a post.',
    refused: {
      tooLong: 'This question is too long. It may have 200 characters.',
      odd: 'This question holds a character that no text can hold. Please type it anew.',
      elsewhere: 'These results cannot be turned further from here. Please search again.',
    },
    next: 'Next results',
    first: 'From the first result',
    pages: 'Pages of results',
    suggestions: 'Suggestions',
    /** How many there are, for those who do not see them. */
    suggested: { none: 'No suggestion. Enter searches.', one: 'One suggestion.', many: '# suggestions.' },
    keys: 'Arrow keys choose, Enter opens or searches, Escape closes.',
  },
  theme: {
    system: 'Colours: as on this device',
    light: 'Colours: light',
    dark: 'Colours: dark',
  },
  close: 'Close',
  enlarged: 'Image, enlarged',
  copied: { done: 'Copied', failed: 'The browser did not allow copying.' },
  served: {
    title: 'How this page was served',
    built: 'Built on',
    builtFrom: (version: string) => `from version ${version} of the database`,
    cache: {
      hit: 'which the cache held ready.',
      miss: 'made for this page, as no cache held it.',
      bypass: 'straight from the database, as the cache is out.',
    },
    thatIsAll:
      'That is all that the page itself can say. How it came to you this time stands in the headers of its answer, which only a script could show here.',
    path: 'The way of this answer',
    stations: {
      reader: 'you',
      gateway: 'gateway',
      web: 'web',
      cache: 'cache-read',
      redis: 'Redis',
      database: 'database-read',
      postgres: 'Postgres',
    },
    outcomes: {
      hit: 'hit',
      miss: 'miss',
      memory: 'miss, then hit',
      bypass: 'out',
      passed: 'passed by',
      unasked: 'not asked',
    },
    told: {
      made: 'The page was made for this answer, of nothing that a cache could hold.',
      edge: 'The gateway had this page ready in its memory. It was built earlier, as said above; this time nothing behind the gateway was asked.',
      memory:
        'The page was made for this answer. What it shows lay in the gateway’s own memory, so nothing behind that was asked.',
      hit: 'The page was made for this answer. Redis held what it shows ready, so the database was not asked.',
      miss: 'The page was made for this answer, and so was what it shows: no cache held it.',
      bypass: 'The page was made for this answer, straight from the database, as Redis was out.',
      unknown: 'This answer said nothing of its way, or this browser does not pass on what it said.',
    },
    got: {
      returned:
        'You came back to it since: your browser had kept the whole page and asked nobody. The figures are those of its first coming.',
      own: 'Your browser showed a copy of its own and asked nobody. The figures came with that copy.',
      confirmed:
        'Your browser had a copy of its own; the gateway confirmed it and did not send the page again. The figures are of that answer.',
      ahead: 'Your browser had fetched it ahead, before you opened it. The figures are of that answer.',
    },
    includes: 'Each time includes those below it. Of a page made of several objects, it is its main one that is shown.',
    facts: { version: 'Version', age: 'Age of what was kept', waited: 'Your browser waited' },
    seconds: '# s',
    milliseconds: '# ms',
  },
  typefaces: 'Set in Source Serif and JetBrains Mono.',
  error: (status: number) => `Error ${status}`,
  errors: {
    notFound: {
      title: 'This page is not in the book',
      text: 'Nothing is published at this address. It may have been moved, renamed or taken back.',
    },
    tooMany: {
      title: 'Too many pages at once',
      text: 'This address has asked for more pages than the site hands out in a minute. Please wait a moment and reload.',
    },
    unavailable: {
      title: 'The press is standing still',
      text: 'A part behind this site is not answering. What you came for is safe; please try again in a moment.',
    },
    fault: {
      title: 'Something broke on our side',
      text: 'This page could not be made. The fault has been written down.',
    },
  },
  toHome: 'To the first page',
  retryIn: (seconds: number) => (seconds === 1 ? 'Try again in a second.' : `Try again in ${seconds} seconds.`),
  request: 'If you write to the author about it, this number finds what happened:',
};
