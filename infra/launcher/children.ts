import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '../services/cannot-start.ts';
import { spawnNode } from '../services/node-process.ts';
import { endLeftover } from '../services/running.ts';
import type { StopSteps } from '../services/running.ts';
import { root } from '../services/tools.ts';
import { childEnvironment, internalSecret, pick } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Part } from './supervise.ts';

/** All of them together have less than five seconds to stop. */
const standardStop: StopSteps = [['SIGTERM', 1000]];
/** What readers have asked for is finished first; the others have hardly anything to finish by then. */
const stopGateway: StopSteps = [['SIGTERM', 2200]];

/**
 * What Node takes by itself follows the size of the machine: after a minute of load the gateway held 230 MB, of which it
 * needed 25. The limit of the old space is far from what we ever keep; but V8 lets garbage grow by a share that shrinks with
 * it, and with this one it ends at 150 MB, at the same speed. Smaller ones cost half the speed in some runs.
 */
const heap = ['--max-semi-space-size=16', '--max-old-space-size=512'];

export interface ChildProcess {
  name: string;
  /** Relative to the root of the checkout. */
  entry: string;
  args?: string[];
  flags?: string[];
  readyWithinSeconds?: number;
  env: Record<string, string>;
  dataDir: string;
  stop?: StopSteps;
}

/** One of our own processes as a part: up when it says so. */
export function childPart({
  name,
  entry,
  args = [],
  env,
  dataDir,
  flags,
  stop = standardStop,
  readyWithinSeconds = 60,
}: ChildProcess): Part {
  const base = join(dataDir, name);
  return {
    name,
    async start() {
      await endLeftover(base, stop);
      const node = await spawnNode({
        name,
        entry: resolve(root, entry),
        args,
        env,
        base,
        stop,
        flags,
        output: 'stderr',
      });
      if (await node.ready(readyWithinSeconds)) return node;
      const manner = await Promise.race([node.exited, wait(50, `not ready after ${readyWithinSeconds} s`)]);
      await node.stop();
      throw new CannotStart(`${name} does not start (${manner}); its messages are above.`);
    },
  };
}

export function lambdaHostPart(environment: Environment): Part {
  const env = childEnvironment(environment);
  return childPart({
    name: 'lambda-host',
    entry: 'infra/lambda-host/main.ts',
    flags: heap,
    env,
    dataDir: environment['DATA_DIR'] ?? '',
  });
}

/** @param webReloads whether pages are told to load again while one works on them */
export function gatewayPart(environment: Environment, webReloads: boolean): Part {
  const told = { ...environment, ...internalSecret(environment), ...(webReloads && { WEB_RELOADS: 'yes' }) };
  const env = { ...childEnvironment(told), GOES_ON_AFTER_ANSWER: 'yes' };
  return childPart({
    name: 'gateway',
    entry: 'infra/gateway/main.ts',
    flags: heap,
    stop: stopGateway,
    env,
    dataDir: environment['DATA_DIR'] ?? '',
  });
}

/** The web talks to the gateway and to nothing else; so it is told no other address, and no password but what the gateway knows it by. */
export function webPart(environment: Environment, build: string): Part {
  return childPart({
    name: 'web',
    entry: 'web/server.ts',
    flags: heap,
    env: { ...webEnvironment(environment), WEB_BUILD: build },
    dataDir: environment['DATA_DIR'] ?? '',
  });
}

export function webEnvironment(environment: Environment): Record<string, string> {
  return {
    NODE_ENV: 'production',
    ...pick(process.env, ['PATH', 'HOME', 'NODE_OPTIONS']),
    ...pick(environment, ['PUBLIC_URL', 'API_URL', 'LOG_LEVEL', 'FILE_LIMIT_MB', 'SERVICES_PROJECT']),
    ...internalSecret(environment),
    PORT: new URL(environment['WEB_URL'] ?? '').port,
  };
}

/** What a killed launcher left: they go by themselves when its channel closes, unless they hang; and until then they hold the port. */
export async function endLeftoverChildren(dataDir: string): Promise<void> {
  await Promise.all(['gateway', 'web', 'lambda-host'].map((name) => endLeftover(join(dataDir, name), standardStop)));
}
