import { load } from './load.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import { milliseconds, perSecond } from './statistics.ts';

const connections = 8;

/** Whoever is signed in is not answered from the gateway's memory, but by the web. */
const headers = { cookie: 'colophon_session=nobody' };

/** The page of a post, rendered on the server from the API. */
export async function measurePages(page: string, { seconds }: Options): Promise<Result[]> {
  await load(page, { seconds: Math.min(2, seconds), connections, headers });
  const { requestsPerSecond, p50Ms, p99Ms } = await load(page, { seconds, connections, headers });
  const value = `${perSecond(requestsPerSecond)}, p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}`;
  return [{ what: 'page of a post, rendered', value }];
}
