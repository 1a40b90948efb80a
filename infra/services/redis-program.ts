import { CannotStart } from './cannot-start.ts';
import { onPath, runCommand } from './command.ts';
import { dockerAnswers } from './docker.ts';
import { libraryPath, type PackagedProgram, unpackedProgram, unpackProgram } from './packages.ts';

/** How to run Redis on this machine. */
export type RedisProgram = { kind: 'command'; command: string; env: Record<string, string> } | { kind: 'docker' };

/** Our scripts carry flags (`allow-oom`) that Redis understands since 7.0; every Valkey does. */
const oldestMajor = 7;

const packaged: PackagedProgram = {
  name: 'redis',
  programs: { 'redis-server': 'usr/bin/redis-server', 'valkey-server': 'usr/bin/valkey-server' },
  versionFlag: '--version',
  needs: /^(redis|valkey|lib|lua)/,
};

/** On PATH, else fetched here earlier, else Docker, else fetched now. */
export async function findRedis(report: (line: string) => void): Promise<RedisProgram> {
  const problems: string[] = [];
  for (const name of Object.keys(packaged.programs)) {
    const command = onPath(name);
    const problem = command ? await unfit(command, {}) : 'missing';
    if (command && problem === undefined) return { kind: 'command', command, env: {} };
    if (command) problems.push(`${command} ${problem}`);
  }
  const fetched = await usableUnpacked();
  if (fetched) return fetched;
  if (await dockerAnswers()) return { kind: 'docker' };
  const notUnpacked = await unpackProgram(packaged, report);
  const unpacked = await usableUnpacked();
  if (unpacked) return unpacked;
  problems.push(notUnpacked ?? "this system's package archive has no Redis 7 or newer");
  throw new CannotStart(
    `No Redis was found (${problems.join('; ')}): ${howToInstall()}, start a Docker engine, or set REDIS_URL.`,
  );
}

async function usableUnpacked(): Promise<RedisProgram | undefined> {
  const server = unpackedProgram(packaged);
  if (!server) return undefined;
  const env = libraryPath(server.linkerFolders);
  return (await unfit(server.command, env)) === undefined
    ? { kind: 'command', command: server.command, env }
    : undefined;
}

async function unfit(command: string, env: Record<string, string>): Promise<string | undefined> {
  const { ok, stdout, lastWords } = await runCommand(command, ['--version'], { env, timeoutSeconds: 10 });
  if (!ok) return `does not run (${lastWords})`;
  const version = /v=(\d+)[\d.]*/.exec(stdout);
  return Number(version?.[1]) >= oldestMajor ? undefined : `is too old (${version?.[0].slice(2) ?? 'unknown version'})`;
}

function howToInstall(): string {
  if (process.platform === 'darwin') return 'run "brew install redis"';
  for (const [tool, command] of [
    ['apt-get', 'sudo apt-get install redis-server'],
    ['dnf', 'sudo dnf install valkey'],
    ['pacman', 'sudo pacman -S valkey'],
    ['apk', 'apk add valkey'],
    ['zypper', 'sudo zypper install valkey'],
  ] as const) {
    if (onPath(tool)) return `run "${command}"`;
  }
  return 'install redis-server';
}
