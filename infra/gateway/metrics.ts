/**
 * What this process counts and measures, for whoever scrapes /metrics. Any file of the gateway may take part:
 *
 *     const lookups = counter('colophon_edge_lookups_total', 'Looks into the edge cache.', ['result']);
 *     const hits = lookups.with('hit');          // once, where the plugin is created
 *     hits.add();                                // for each request: an addition and nothing else
 *
 * Label values are chosen from few: a route's template, never an address, a caller or an id.
 */

type Kind = 'counter' | 'gauge' | 'histogram';

/** How the values of several processes become one: what is in them is added up, or the worst is shown. */
export type Across = 'sum' | 'max';

/** One metric as it stands, fit for a message from process to process. */
export interface Family {
  name: string;
  help: string;
  kind: Kind;
  across: Across;
  labels: string[];
  /** Upper bounds, of a histogram. */
  bounds: number[];
  /** `values` of a histogram: how many fell into each bucket, into none of them, and the sum of all. */
  samples: { labels: string[]; values: number[] }[];
}

export class Counter {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }
}

export class Gauge extends Counter {
  set(value: number): void {
    this.value = value;
  }
}

export class Histogram {
  readonly #bounds: number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > this.#bounds[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sum += value;
  }

  get values(): number[] {
    return [...this.#counts, this.#sum];
  }
}

export interface Metric<Child> {
  /** The child for these label values, in the order of the labels. Asked for once and kept: this is not for each request. */
  with(...values: string[]): Child;
}

/** So many children a metric may have. A label that turns out to be endless ends here and not in the memory. */
const mostChildren = 4_000;

const metrics = new Map<string, { family: Family; metric: Metric<unknown>; read(): Family }>();
const collectors = new Set<() => void>();

export function counter(name: string, help: string, labels: string[] = []): Metric<Counter> {
  return define({ name, help, kind: 'counter', across: 'sum', labels, bounds: [] }, () => new Counter(), valueOf);
}

/** @param across what several processes have together; `max` for what cannot be added */
export function gauge(name: string, help: string, labels: string[] = [], across: Across = 'sum'): Metric<Gauge> {
  return define({ name, help, kind: 'gauge', across, labels, bounds: [] }, () => new Gauge(), valueOf);
}

export function histogram(name: string, help: string, labels: string[], bounds: number[]): Metric<Histogram> {
  const family = { name, help, kind: 'histogram', across: 'sum', labels, bounds } as const;
  return define(
    family,
    () => new Histogram(bounds),
    ({ values }) => values,
  );
}

/** Calls `measure` before each reading, for what is looked up and not counted. */
export function beforeReading(measure: () => void): void {
  collectors.add(measure);
}

export function readMetrics(): Family[] {
  for (const measure of collectors) measure();
  return [...metrics.values()].map(({ read }) => read()).filter(({ samples }) => samples.length > 0);
}

function valueOf({ value }: Counter): number[] {
  return [value];
}

/** Who defines a metric a second time gets the same one: several gateways in one process count together. */
function define<Child>(
  described: Omit<Family, 'samples'>,
  make: () => Child,
  valuesOf: (child: Child) => number[],
): Metric<Child> {
  const { name, kind, labels } = described;
  const known = metrics.get(name);
  if (known) {
    const isSame = known.family.kind === kind && known.family.labels.join() === labels.join();
    if (!isSame) throw new Error(`The metric ${name} is defined twice, and differently.`);
    return known.metric as Metric<Child>;
  }
  const children = new Map<string, { labels: string[]; child: Child }>();
  const metric: Metric<Child> = {
    with(...values) {
      if (values.length !== labels.length) throw new Error(`The metric ${name} has the labels ${labels.join()}.`);
      const key = values.join('\0');
      const found = children.get(key);
      if (found) return found.child;
      const isOther = values.every((value) => value === 'other');
      if (children.size >= mostChildren && !isOther) return metric.with(...labels.map(() => 'other'));
      const child = make();
      children.set(key, { labels: values, child });
      return child;
    },
  };
  const read = (): Family => ({
    ...described,
    samples: [...children.values()].map(({ labels, child }) => ({ labels, values: valuesOf(child) })),
  });
  metrics.set(name, { family: { ...described, samples: [] }, metric, read });
  return metric;
}
