import { monitorEventLoopDelay } from 'node:perf_hooks';
import { beforeReading, counter, gauge } from './metrics.ts';

const windowMs = 30_000;
const nanoseconds = 1e-9;

/** What one of our processes takes of the machine, and how promptly its event loop turns: of several, the sum and the worst. */
export function measureProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  // Who scrapes once a minute sees the worst of the last half to whole minute, whoever else reads in between.
  let before = { p99: 0, max: 0 };
  const now = () => ({ p99: delay.percentile(99) * nanoseconds, max: delay.max * nanoseconds });
  setInterval(() => {
    before = now();
    delay.reset();
  }, windowMs).unref();

  const late = gauge(
    'nodejs_eventloop_delay_seconds',
    'How late the event loop turned within the last minute; a worker’s worst.',
    ['quantile'],
    'max',
  );
  const [p99, max] = [late.with('0.99'), late.with('1')];
  const processor = counter('process_cpu_seconds_total', 'Processor time, of all processes of the gateway.').with();
  const started = gauge('process_start_time_seconds', 'When the youngest process started.', [], 'max').with();
  started.set(Math.round(performance.timeOrigin) / 1000);
  const memory = gauge('nodejs_memory_bytes', 'Memory, of all processes of the gateway.', ['kind']);
  const kinds = (['rss', 'heapUsed', 'heapTotal', 'external'] as const).map(
    (kind) => [kind, memory.with(kind)] as const,
  );
  beforeReading(() => {
    const current = now();
    p99.set(Math.max(current.p99, before.p99));
    max.set(Math.max(current.max, before.max));
    const { user, system } = process.cpuUsage();
    processor.value = (user + system) / 1e6;
    const used = process.memoryUsage();
    for (const [kind, child] of kinds) child.set(used[kind]);
  });
}
