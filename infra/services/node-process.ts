import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { lastWords, openLog, spawnPart } from './running.ts';
import type { Running, StopSteps } from './running.ts';
import { toolsDir } from './tools.ts';

export interface NodeCommand {
  name: string;
  /** The file to run; a TypeScript file as it stands. */
  entry: string;
  args?: string[];
  env: Record<string, string | undefined>;
  base: string;
  stop: StopSteps;
  /** Where its output goes: a log of its own, or our standard error, so that standard output stays readable for machines. */
  output?: 'log' | 'stderr';
  blockedAfterSeconds?: number;
  /** Node's own switches, above all for its heap, whose size would else follow that of the machine. */
  flags?: string[] | undefined;
  onMessage?: (message: { kind?: string }) => void;
}

export interface RunningNode extends Running {
  /** True once it said so; false when it ended before, or when the time is over. */
  ready(seconds: number): Promise<boolean>;
  lastWords(): string;
}

/**
 * Node keeps what it made of our TypeScript here, for all processes of this checkout: from the second start on each is
 * some 25 MB smaller, since it never loads the compiler, and up in half the time.
 */
const compileCache = join(toolsDir, 'compile-cache');

/**
 * One of our own processes, with an IPC channel. It says `ready` once and `heartbeat` twice a second. When its launcher is
 * killed the channel closes, and it exits by itself.
 */
export async function spawnNode(node: NodeCommand): Promise<RunningNode> {
  const { name, entry, args = [], env, base, stop, output = 'log' } = node;
  const out = output === 'log' ? openLog(base) : 2;
  const command = {
    name,
    command: process.execPath,
    args: [...(node.flags ?? []), entry, ...args],
    env: { NODE_COMPILE_CACHE: compileCache, MALLOC_ARENA_MAX: '1', ...env },
    base,
    stop,
  };
  const { child, running } = await spawnPart(command, ['ignore', out, out, 'ipc']).finally(() => {
    if (output === 'log') closeSync(out);
  });
  let sayReady: (ready: boolean) => void;
  const said = new Promise<boolean>((resolve) => (sayReady = resolve));
  const blocked = watchHeart(node.blockedAfterSeconds ?? 5, () => child.kill('SIGKILL'));
  child.on('message', (message: { kind?: string }) => {
    if (message.kind === 'ready') sayReady(true);
    if (message.kind === 'heartbeat') blocked.beat();
    node.onMessage?.(message);
  });
  const exited = running.exited.then(async (manner) => {
    endFamily(running.pid);
    // Its last messages may still be on their way when it has gone; the channel closes behind them.
    if (child.connected) await new Promise((resolve) => child.once('disconnect', resolve));
    blocked.end();
    sayReady(false);
    return blocked.found() ? 'its event loop was blocked' : manner;
  });
  return {
    ...running,
    exited,
    ready: (seconds) => within(said, seconds),
    lastWords: () => (output === 'log' && lastWords(base)) || 'see its messages above',
  };
}

/** Children of its own go by themselves when it has gone, unless they hang; they are of its group. */
function endFamily(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There were none.
  }
}

/**
 * Calls `onBlocked` when the heart, once it has beaten, falls silent. If our own clock jumped (a laptop that slept, a
 * stopped launcher) the silence is ours and proves nothing.
 */
export function watchHeart(seconds: number, onBlocked: () => void) {
  let lastBeat: number | undefined;
  let lastLook = performance.now();
  let blocked = false;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - lastLook > 1500 && lastBeat !== undefined) lastBeat = now;
    lastLook = now;
    if (lastBeat === undefined || now - lastBeat < seconds * 1000 || blocked) return;
    blocked = true;
    onBlocked();
  }, 250).unref();
  return {
    beat: () => (lastBeat = performance.now()),
    found: () => blocked,
    end: () => clearInterval(timer),
  };
}

async function within(answer: Promise<boolean>, seconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), seconds * 1000)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
