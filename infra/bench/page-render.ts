import { load } from './load.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import { milliseconds, perSecond } from './statistics.ts';

const connections = 8;

/** The page of a post, rendered on the server from the API: what a reader's browser asks for. */
export async function measurePages(page: string, { seconds }: Options): Promise<Result[]> {
  await load(page, { seconds: Math.min(2, seconds), connections });
  const { requestsPerSecond, p50Ms, p99Ms } = await load(page, { seconds, connections });
  const value = `${perSecond(requestsPerSecond)}, p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}`;
  return [{ what: 'page of a post, rendered', value }];
}
