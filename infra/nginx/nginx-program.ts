import { onPath } from '../services/command.ts';
import { libraryPath, type PackagedProgram, unpackedProgram, unpackProgram } from '../services/packages.ts';

export interface NginxProgram {
  command: string;
  env: Record<string, string>;
}

/** Ubuntu had it in nginx-core for a time, and in nginx nothing but that name. */
const packaged: PackagedProgram = {
  name: 'nginx',
  programs: { nginx: 'usr/sbin/nginx', 'nginx-core': 'usr/sbin/nginx' },
  versionFlag: '-v',
  needs: /^lib(?!nginx)/,
};

/** On PATH, else fetched here earlier, else fetched now. Answers in words why there is none, where there is none. */
export async function findNginx(report: (line: string) => void): Promise<NginxProgram | string> {
  const command = onPath('nginx');
  if (command) return { command, env: {} };
  const problem = unpackedProgram(packaged) ? undefined : await unpackProgram(packaged, report);
  const unpacked = unpackedProgram(packaged);
  if (unpacked) return { command: unpacked.command, env: libraryPath(unpacked.linkerFolders) };
  return `No NGINX was found: it is not on PATH, and ${problem ?? "this system's package archive has none"}.`;
}
