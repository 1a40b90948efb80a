import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionalSetting } from '../_env/settings.ts';
import { type Examined, type Job, Unusable, type Verdict } from './examined.ts';
import { usageOf } from './usage.ts';

export { type Examined, type MadeVariant, Unusable } from './examined.ts';

/** Beside this file, and in a bundle beside the bundle. */
const entry = fileURLToPath(new URL(`./pixel-process${extname(import.meta.url)}`, import.meta.url));

/** A picture of a hundred megapixels that has to be turned takes 400 MB. */
const mostMegabytes = 900;
/** Less than media-process has, so that there is time left to say what happened. */
const withinSeconds = 50;
const lookEveryMs = 50;

/**
 * Finds out what a stored picture or document is like, and makes its variants. In a process of its own, which is ended when
 * it takes too long or too much memory: whatever the file does, this process goes on.
 * @throws Unusable if the file is to blame
 */
export async function examine(wanted: Pick<Job, 'file' | 'type' | 'folder'>): Promise<Examined> {
  const limitSeconds = Number(optionalSetting('MEDIA_TIMEOUT_SECONDS') ?? 20);
  const job: Job = {
    ...wanted,
    limitPixels: Number(optionalSetting('IMAGE_LIMIT_MEGAPIXELS') ?? 100) * 1_000_000,
    limitPages: Number(optionalSetting('PDF_LIMIT_PAGES') ?? 500),
    limitSeconds,
    withinSeconds,
  };
  const child = fork(entry, [], {
    execArgv: ['--max-old-space-size=384', '--max-semi-space-size=8'],
    // No credentials: what is examined may be hostile.
    env: { HOME: wanted.folder, MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const verdict = await watched(child, job);
  if ('examined' in verdict) return verdict.examined;
  if ('unusable' in verdict) throw new Unusable(verdict.unusable);
  throw new Error(`The file could not be examined: ${verdict.fault}`);
}

function watched(child: ChildProcess, job: Job): Promise<Verdict> {
  let verdict: Verdict | undefined;
  let words = '';
  const end = (why: Verdict) => {
    verdict ??= why;
    child.kill('SIGKILL');
  };
  const clock = setTimeout(
    () => end({ fault: `it was not done within ${withinSeconds} s, though it computed for less than its limit` }),
    withinSeconds * 1000,
  );
  const startedAt = performance.now();
  const look = setInterval(() => {
    void usageOf(child.pid).then((usage) => {
      const { megabytes, seconds } = usage ?? { megabytes: 0, seconds: (performance.now() - startedAt) / 1000 };
      if (megabytes > mostMegabytes) end({ unusable: `needs more than ${mostMegabytes} MB of memory to be unpacked` });
      if (seconds > job.limitSeconds) end({ unusable: `took longer than ${job.limitSeconds} s to process` });
    });
  }, lookEveryMs);
  child.stderr?.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-1000)));
  child.on('message', (told: Verdict) => (verdict ??= told));
  return new Promise<Verdict>((resolve, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => resolve(verdict ?? { unusable: endedBy(code, signal, words) }));
    if (child.pid !== undefined) behindOthers(child.pid);
    child.send(job, (error) => error && child.kill('SIGKILL'));
  }).finally(() => {
    clearTimeout(clock);
    clearInterval(look);
  });
}

/** It ended without a word: a decoder that broke, or a heap that was full. */
function endedBy(code: number | null, signal: string | null, words: string): string {
  if (/heap out of memory/i.test(words)) return 'needs too much memory to be unpacked';
  return `ended the process that unpacked it (${signal ?? `code ${code}`})`;
}

/** Readers come first. */
function behindOthers(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already, or this system has no such thing.
  }
}
