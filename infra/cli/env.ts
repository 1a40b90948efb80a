import type { Environment } from './environment.ts';

export const summary = 'prints the addresses of the running instance as KEY=value lines';

export async function run(_args: string[], environment: Environment): Promise<number> {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(lines.sort().join(''));
  return Promise.resolve(0);
}
