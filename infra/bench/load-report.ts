/** What a load program found out about one address. */
export interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** A measurement with failures in it measures the failures. */
function withoutFailures(url: string, failures: number, load: Load): Load {
  if (failures > 0) throw new Error(`${failures} requests to ${url} failed under load.`);
  if (!(load.requestsPerSecond > 0)) throw new Error(`Nothing was answered at ${url}.`);
  return load;
}

interface AutocannonReport {
  requests: { average: number };
  latency: { p50: number; p99: number };
  errors: number;
  timeouts: number;
  non2xx: number;
}

export function readAutocannon(url: string, output: string): Load {
  const { requests, latency, errors, timeouts, non2xx } = JSON.parse(output) as AutocannonReport;
  const load = { requestsPerSecond: requests.average, p50Ms: latency.p50, p99Ms: latency.p99 };
  return withoutFailures(url, errors + timeouts + non2xx, load);
}

const inMilliseconds: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

export function readWrk(url: string, output: string): Load {
  const latency = (share: number) => {
    const [, value, unit = ''] = new RegExp(`^\\s+${share}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm').exec(output) ?? [];
    return Number(value) * (inMilliseconds[unit] ?? Number.NaN);
  };
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  const [, ...broken] = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output) ?? [];
  const failures = broken.reduce((sum, count) => sum + Number(count), refused);
  const requestsPerSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(output)?.[1]);
  return withoutFailures(url, failures, { requestsPerSecond, p50Ms: latency(50), p99Ms: latency(99) });
}
