import { resolve } from 'node:path';
import { commandEnvironment } from './environment.ts';
import { listOfVerbs, loadVerb, verbs } from './verbs.ts';

/** npm run colophon -- <verb> */
const [name = 'help', ...args] = process.argv.slice(2);

// Set and not called: what was printed reaches a pipe whole before the process ends.
process.exitCode = await main();

async function main(): Promise<number> {
  if (['help', '--help', '-h'].includes(name)) return print(process.stdout, await listOfVerbs(), 0);
  if (!Object.hasOwn(verbs, name))
    return print(process.stderr, `There is no verb "${name}".\n\n${await listOfVerbs()}`, 1);
  const environment = commandEnvironment();
  const needed = verbs[name];
  if (needed && !environment[needed]) return print(process.stderr, `${nothingRuns(needed)}\n`, 1);
  try {
    const verb = await loadVerb(name);
    return await verb.run(args, environment);
  } catch (error) {
    return print(process.stderr, `${sentence(error)}\n`, 1);
  }
}

function nothingRuns(needed: string): string {
  const dataDir = resolve(process.env['DATA_DIR'] || '.colophon');
  return `No instance of Colophon runs on ${dataDir}: start one with "npm start", name another with DATA_DIR, or set ${needed}.`;
}

/** A refused connection to both loopback addresses arrives as an error without a message of its own. */
function sentence(error: unknown): string {
  if (error instanceof AggregateError && !error.message)
    return error.errors.map((one: Error) => one.message).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

function print(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text);
  return code;
}
