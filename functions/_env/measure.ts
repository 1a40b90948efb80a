import { optionalSetting } from './settings.ts';

interface Measured {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  unit: 'Count' | 'Seconds';
  /** What is told apart, and the few values that it has. */
  label?: readonly [name: string, ...values: string[]];
  /** Upper bounds of the buckets, of a histogram. */
  bounds?: readonly number[];
}

/** All that functions measure, by the name under which /metrics shows it. */
export const measures = {
  colophon_event_latency_seconds: {
    kind: 'histogram',
    help: 'Of each event: from its change, just before the commit, to where Redis and the edges had dropped what it made stale.',
    unit: 'Seconds',
    bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 300],
  },
  colophon_events_total: {
    kind: 'counter',
    help: 'Events that came through the queue. What is foreign belongs to another database, and nobody reads of it.',
    unit: 'Count',
    label: ['outcome', 'invalidated', 'foreign'],
  },
  colophon_freshness_checked_total: {
    kind: 'counter',
    help: 'Cached entries that the checker compared with the database.',
    unit: 'Count',
    label: ['cache', 'redis', 'edge'],
  },
  colophon_freshness_stale_total: {
    kind: 'counter',
    help: 'Those that differed, and were still there after the bound on staleness.',
    unit: 'Count',
    label: ['cache', 'redis', 'edge'],
  },
  colophon_freshness_healed_total: {
    kind: 'counter',
    help: 'Those of them that were dropped, so that the next reader gets a new one.',
    unit: 'Count',
    label: ['cache', 'redis', 'edge'],
  },
  colophon_freshness_oldest_staleness_seconds: {
    kind: 'gauge',
    help: 'The longest that any of them can have been stale, since the process began.',
    unit: 'Seconds',
    label: ['cache', 'redis', 'edge'],
  },
} as const satisfies Record<string, Measured>;

export type Measure = keyof typeof measures;

/** Takes each measurement: of a counter what is added, of a gauge what it is now, of a histogram what was observed. */
export type Taker = (name: Measure, value: number, label: string) => void;

let taker: Taker | undefined;

/** For hosts, which show what their functions measure. */
export function takeMeasures(take: Taker | undefined): void {
  taker = take;
}

/**
 * Says what was measured: to the host, where it listens; on Lambda to CloudWatch, which makes a metric of such a line of the
 * log; elsewhere to nobody.
 * @param label of those measures that have one
 */
export function measure(name: Measure, value: number, label = ''): void {
  if (taker) taker(name, value, label);
  else if (optionalSetting('AWS_EXECUTION_ENV') !== undefined) process.stdout.write(embedded(name, value, label));
}

/** One line in CloudWatch's Embedded Metric Format. */
function embedded(name: Measure, value: number, label: string): string {
  const { unit, label: told }: Measured = measures[name];
  const dimension = told?.[0];
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Colophon',
          Dimensions: [dimension === undefined ? [] : [dimension]],
          Metrics: [{ Name: name, Unit: unit }],
        },
      ],
    },
    ...(dimension !== undefined && { [dimension]: label }),
    [name]: value,
  };
  return `${JSON.stringify(line)}\n`;
}
