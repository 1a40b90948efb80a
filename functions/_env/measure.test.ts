import { afterEach, expect, test, vi } from 'vitest';
import { measure, takeMeasures } from './measure.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  takeMeasures(undefined);
});

function written(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  return lines;
}

test('on Lambda each measurement is a line of which CloudWatch makes a metric', () => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
  const lines = written();
  measure('colophon_event_latency_seconds', 0.25);
  measure('colophon_freshness_checked_total', 3, 'redis');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: 'Colophon',
            Dimensions: [[]],
            Metrics: [{ Name: 'colophon_event_latency_seconds', Unit: 'Seconds' }],
          },
        ],
      },
      colophon_event_latency_seconds: 0.25,
    },
    {
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: 'Colophon',
            Dimensions: [['cache']],
            Metrics: [{ Name: 'colophon_freshness_checked_total', Unit: 'Count' }],
          },
        ],
      },
      cache: 'redis',
      colophon_freshness_checked_total: 3,
    },
  ]);
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
});

test('where nobody listens, as in a function that is invoked by hand, nothing is written', () => {
  vi.stubEnv('AWS_EXECUTION_ENV', '');
  const lines = written();
  measure('colophon_events_total', 1, 'invalidated');
  expect(lines).toEqual([]);
});

test('a host that listens is told, and nothing is written', () => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
  const lines = written();
  const told: unknown[] = [];
  takeMeasures((...taken) => told.push(taken));
  measure('colophon_events_total', 1, 'foreign');
  expect([told, lines]).toEqual([[['colophon_events_total', 1, 'foreign']], []]);
});
