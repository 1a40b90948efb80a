export interface ReadAnswer {
  /** Which sentence says where the page came from, and which one how the browser came by it. */
  told: 'edge' | 'made' | 'memory' | 'hit' | 'miss' | 'bypass' | 'unknown';
  got: 'returned' | 'own' | 'confirmed' | 'ahead' | 'sent';
  reached: Set<string>;
  /** Where what is shown lay. */
  found: string | undefined;
  outcomes: Record<string, string>;
  /** In milliseconds, as the answer said it. */
  took: Record<string, number>;
  version: string | undefined;
  ageSeconds: string | undefined;
  waited: number | undefined;
}

/** Newer than the types that come with the compiler. */
type Navigation = PerformanceNavigationTiming & { activationStart?: number; deliveryType?: string };

const ways = {
  edge: ['reader', 'gateway'],
  made: ['reader', 'gateway', 'web'],
  memory: ['reader', 'gateway', 'web'],
  hit: ['reader', 'gateway', 'web', 'cache', 'redis'],
  miss: ['reader', 'gateway', 'web', 'cache', 'redis', 'database', 'postgres'],
  bypass: ['reader', 'gateway', 'web', 'cache', 'redis', 'database', 'postgres'],
  unknown: ['reader'],
};
const places: Record<string, string> = {
  ...{ edge: 'gateway', memory: 'gateway', made: 'web' },
  ...{ hit: 'redis', miss: 'postgres', bypass: 'postgres' },
};

/** What a browser adds for the head of any answer; where nothing else was sent, its own copy was confirmed. */
const headBytes = 300;

/** Of the page's own answer, by its Server-Timing. @param hasReturned whether the browser kept the page while one was elsewhere */
export function readAnswer(hasReturned: boolean): ReadAnswer {
  const navigation = performance.getEntriesByType('navigation')[0] as Navigation | undefined;
  const said = new Map(navigation?.serverTiming?.map((metric) => [metric.name, metric]));
  const desc = (name: string) => said.get(name)?.description;
  const told = readTold(said);
  const got = readGot(navigation);
  const timed = ['gateway', 'web', 'cache', 'database'].filter((name) => (said.get(name)?.duration ?? 0) > 0);
  return {
    told,
    got: hasReturned ? 'returned' : got,
    reached: new Set(ways[told]),
    found: places[told],
    outcomes: {
      gateway: told === 'memory' ? 'memory' : (desc('edge') ?? 'passed'),
      redis: desc('cache') ?? '',
    },
    took: Object.fromEntries(timed.map((name) => [name, said.get(name)!.duration])),
    version: desc('version'),
    ageSeconds: desc('age'),
    waited: navigation && got !== 'own' ? navigation.responseStart - navigation.requestStart : undefined,
  };
}

function readTold(said: Map<string, PerformanceServerTiming>): ReadAnswer['told'] {
  if (said.get('edge')?.description === 'hit') return 'edge';
  if (!said.has('web')) return 'unknown';
  const cache = said.get('cache')?.description;
  if (cache === 'hit' || cache === 'miss' || cache === 'bypass') return cache;
  // The web names no cache of an object that the gateway had ready for it.
  return said.has('version') ? 'memory' : 'made';
}

function readGot(navigation: Navigation | undefined): ReadAnswer['got'] {
  if (!navigation) return 'sent';
  const { activationStart = 0, deliveryType = '', transferSize, encodedBodySize } = navigation;
  if (activationStart > 0 || deliveryType === 'navigational-prefetch') return 'ahead';
  if (encodedBodySize === 0 || transferSize > headBytes) return 'sent';
  return transferSize === 0 ? 'own' : 'confirmed';
}
