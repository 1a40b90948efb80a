import type { Family } from './metrics.ts';

/** What several processes measured, as if it were one. */
export function addUp(readings: Family[][]): Family[] {
  const families = new Map<string, { family: Family; samples: Map<string, Family['samples'][number]> }>();
  for (const family of readings.flat()) {
    let whole = families.get(family.name);
    if (!whole) families.set(family.name, (whole = { family, samples: new Map() }));
    for (const { labels, values } of family.samples) {
      const key = labels.join('\0');
      const before = whole.samples.get(key);
      const joined = before
        ? values.map((value, index) => join(family.across, before.values[index] ?? 0, value))
        : values;
      whole.samples.set(key, { labels, values: joined });
    }
  }
  return [...families.values()].map(({ family, samples }) => ({ ...family, samples: [...samples.values()] }));
}

function join(across: Family['across'], one: number, other: number): number {
  return across === 'max' ? Math.max(one, other) : one + other;
}

/** What an ended process leaves: what it counted has happened; what it held it holds no more. */
export function leftBehind(families: Family[]): Family[] {
  return families.filter(({ kind }) => kind !== 'gauge');
}

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** The text format that Prometheus scrapes. */
export function metricsText(families: Family[]): string {
  return families.map(textOf).join('');
}

function textOf({ name, help, kind, labels, bounds, samples }: Family): string {
  const lines = [`# HELP ${name} ${help.replace(/[\\\n]/g, ' ')}`, `# TYPE ${name} ${kind}`];
  for (const sample of samples) {
    const pairs = labels.map((label, index) => `${label}="${escaped(sample.labels[index] ?? '')}"`);
    if (kind === 'histogram') lines.push(...histogramLines(name, pairs, bounds, sample.values));
    else lines.push(`${name}${braced(pairs)} ${sample.values[0]}`);
  }
  return `${lines.join('\n')}\n`;
}

function histogramLines(name: string, pairs: string[], bounds: number[], values: number[]): string[] {
  let count = 0;
  const buckets = [...bounds.map(String), '+Inf'].map((bound, index) => {
    count += values[index] ?? 0;
    return `${name}_bucket${braced([...pairs, `le="${bound}"`])} ${count}`;
  });
  return [...buckets, `${name}_sum${braced(pairs)} ${values.at(-1)}`, `${name}_count${braced(pairs)} ${count}`];
}

function braced(pairs: string[]): string {
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
