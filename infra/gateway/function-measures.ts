import { type Measure, measures, takeMeasures } from '../../functions/_env/measure.ts';
import { counter, gauge, histogram } from './metrics.ts';

type Take = (value: number, label: string) => void;

/** Shows in this process's metrics what functions measure that run in it; from the start, so that nothing begins with a gap. */
export function showFunctionMeasures(): void {
  const takes = new Map(
    (Object.keys(measures) as Measure[]).map((name): [Measure, Take] => [name, takeFor(name, measures[name])]),
  );
  takeMeasures((name, value, label) => takes.get(name)!(value, label));
}

interface Described {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  label?: readonly [string, ...string[]];
  bounds?: readonly number[];
}

function takeFor(name: string, { kind, help, label: [label, ...values] = [''], bounds = [] }: Described): Take {
  const labels = label === '' ? [] : [label];
  const shown = label === '' ? [''] : values;
  const childrenOf = <Child>(metric: { with(...labels: string[]): Child }) =>
    new Map(shown.map((value) => [value, metric.with(...labels.map(() => value))]));
  if (kind === 'histogram') {
    const children = childrenOf(histogram(name, help, labels, [...bounds]));
    return (value, of) => children.get(of)?.observe(value);
  }
  if (kind === 'counter') {
    const children = childrenOf(counter(name, help, labels));
    return (value, of) => children.get(of)?.add(value);
  }
  const children = childrenOf(gauge(name, help, labels, 'max'));
  return (value, of) => children.get(of)?.set(value);
}
