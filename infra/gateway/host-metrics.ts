import { type Family, gauge } from './metrics.ts';
import { addUp } from './metrics-text.ts';

/** Where the lambda-host has its Invoke API, and the key that it knows its own instance by. */
interface HostEnvironment {
  LAMBDA_ENDPOINT?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
}

export const hostMetricsPath = '/colophon/metrics';

/** Whoever scrapes waits no longer for a host that hangs. */
const patienceMs = 800;

/**
 * Adds to what the gateway measured what the lambda-host did, where functions run that no reader asks for. Without the host its
 * figures are missing, and the gauge says why.
 */
export function withHostMetrics(
  read: () => Family[] | Promise<Family[]>,
  { LAMBDA_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: accessKeyId }: HostEnvironment,
): () => Promise<Family[]> {
  if (!endpoint || !accessKeyId) return async () => read();
  const isUp = gauge('colophon_lambda_host_up', 'Whether the lambda-host answered, whose figures are among these.');
  return async () => {
    const host = await readHost(endpoint, accessKeyId).catch(() => undefined);
    isUp.with().set(host ? 1 : 0);
    return addUp([await read(), host ?? []]);
  };
}

async function readHost(endpoint: string, accessKeyId: string): Promise<Family[]> {
  const response = await fetch(new URL(hostMetricsPath, endpoint), {
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/` },
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new Error(`The lambda-host answered ${response.status}.`);
  return (await response.json()) as Family[];
}
