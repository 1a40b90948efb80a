import { join } from 'node:path';
import { startPostgres } from '../services/postgres.ts';
import { startQueue } from '../services/queue.ts';
import { startRedis } from '../services/redis.ts';
import type { Settings } from '../services/settings.ts';
import type { Report } from './report.ts';
import type { Part } from './supervise.ts';

/** A service of our own: where it is reached is known after its first start, and every later start keeps to it. */
export interface ServicePart<Address> extends Part {
  address(): Address;
}

export function postgresPart({ dataDir }: Settings, report: Report): ServicePart<string> {
  let known: { port: number; url: string } | undefined;
  return {
    name: 'postgres',
    address: () => known?.url ?? '',
    async start() {
      const running = await startPostgres({
        dir: join(dataDir, 'postgres'),
        onProgress: (line) => report.progress('postgres', line),
        ...(known && { port: known.port }),
      });
      known = running;
      return running;
    },
  };
}

export function redisPart({ dataDir }: Settings, report: Report): ServicePart<string> {
  let known: { port: number; password: string; url: string } | undefined;
  return {
    name: 'redis',
    address: () => known?.url ?? '',
    async start() {
      const running = await startRedis({
        dir: join(dataDir, 'redis'),
        onProgress: (line) => report.progress('redis', line),
        ...(known && { port: known.port, password: known.password }),
      });
      known = running;
      return running;
    },
  };
}

export function queuePart({ dataDir }: Settings): ServicePart<string> {
  let known: { port: number; endpoint: string } | undefined;
  return {
    name: 'queue',
    address: () => known?.endpoint ?? '',
    async start() {
      const running = await startQueue({ dir: join(dataDir, 'queue'), ...(known && { port: known.port }) });
      known = running;
      return running;
    },
  };
}
