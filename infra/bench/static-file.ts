import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNginx } from '../nginx/nginx-program.ts';
import { startNginx } from '../nginx/start-nginx.ts';
import { runCommand } from '../services/command.ts';
import { beforeEnd } from './cleanup.ts';
import type { BenchInstance } from './instance.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import { median } from './statistics.ts';

const connections = 4;
const megabytes = 5;
const least = 0.6;

/** One file, from the gateway and from NGINX with its configuration of docker-compose.yml, which has the system's sendfile. */
export async function measureFile(
  { url, dataDir }: Pick<BenchInstance, 'url' | 'dataDir'>,
  { seconds, rounds }: Options,
): Promise<Result[]> {
  const what = `file of ${megabytes} MB / NGINX`;
  const nginx = await findNginx(() => undefined);
  if (typeof nginx === 'string') return [{ what, value: `not measured: ${nginx}`, target, reached: false }];
  const content = randomBytes(megabytes * 1024 * 1024);
  const name = `${createHash('sha256').update(content).digest('hex').slice(0, 32)}.pdf`;
  await writeFile(join(dataDir, 'files', name), content);
  const dir = await mkdtemp(join(tmpdir(), 'colophon-nginx-'));
  beforeEnd(() => rm(dir, { recursive: true, force: true }));
  const running = await startNginx(nginx, { dir: join(dir, 'nginx'), dataDir, gatewayPort: Number(new URL(url).port) });
  beforeEnd(() => running.stop());
  const doors = [`${url}/files/${name}`, `${running.url}/files/${name}`] as const;
  for (const door of doors) await bytesPerSecond(door, Math.min(2, seconds));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await bytesPerSecond(doors[0], seconds));
    theirs.push(await bytesPerSecond(doors[1], seconds));
  }
  await running.stop();
  const ratios = ours.map((bytes, round) => bytes / (theirs[round] ?? Number.NaN));
  const ratio = median(ratios);
  return [
    { what: `limit: NGINX, file of ${megabytes} MB`, value: shown(theirs) },
    { what: `file of ${megabytes} MB`, value: shown(ours) },
    {
      what,
      value: `${ratio.toFixed(2)} (rounds ${ratios.map((one) => one.toFixed(2)).join(' ')})`,
      target,
      reached: ratio >= least,
    },
  ];
}

const target = `≥ ${least.toFixed(2)}`;

async function bytesPerSecond(url: string, seconds: number): Promise<number> {
  const program = join(import.meta.dirname, 'read-bytes.ts');
  const args = [program, url, String(seconds), String(connections)];
  const { ok, stdout, lastWords } = await runCommand(process.execPath, args, { timeoutSeconds: seconds + 30 });
  const bytes = Number(stdout);
  if (!ok || !(bytes > 0)) throw new Error(`Reading ${url} failed: ${lastWords}`);
  return bytes;
}

function shown(rates: number[]): string {
  return `${Math.round(median(rates) / 1024 / 1024).toLocaleString('en')} MB/s`;
}
