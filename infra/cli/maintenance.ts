import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gatewaySection } from '../gateway/plugin-list.ts';
import { isTree, readServerlessFile } from '../services/serverless-file.ts';

export const summary = 'on | off | status   closes the site for a while, and opens it again';

/** The gateway's plugin looks at the file, twice a second; so this works on a gateway that hangs, and before one starts. */
export async function run([wanted = 'status', ...others]: string[]): Promise<number> {
  const dataDir = resolve(process.env['DATA_DIR'] || '.colophon');
  const path = join(dataDir, 'maintenance');
  if (others.length > 0 || !['on', 'off', 'status'].includes(wanted))
    return say(process.stderr, `Say one of: ${summary}`, 1);
  if (!isMounted()) return say(process.stderr, 'custom.gateway.plugins in serverless.yml has no maintenance.', 1);
  if (wanted === 'on') {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${new Date().toISOString()}\n`);
  }
  if (wanted === 'off') rmSync(path, { force: true });
  return say(process.stdout, existsSync(path) ? 'maintenance on' : 'maintenance off', 0);
}

function isMounted(): boolean {
  return gatewaySection(readServerlessFile()).plugins.some(
    (entry) => entry === 'maintenance' || (isTree(entry) && entry['name'] === 'maintenance'),
  );
}

async function say(stream: NodeJS.WriteStream, text: string, code: number): Promise<number> {
  stream.write(`${text}\n`);
  return Promise.resolve(code);
}
