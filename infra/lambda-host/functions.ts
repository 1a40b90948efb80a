import { CannotStart } from '../services/cannot-start.ts';
import { isTree, readServerlessFile, type Tree } from '../services/serverless-file.ts';
import { type FunctionEvents, readEvents } from './function-events.ts';
import { readLocalRates } from './local-rates.ts';
import { functionSources } from './sources.ts';

/** A function as serverless.yml declares it, with the file that holds it. */
export interface HostedFunction extends FunctionEvents {
  name: string;
  source: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** How often it runs here, where that is oftener than AWS can. */
  localRate?: string;
}

/** Reads from serverless.yml which functions there are, what calls them, and how long each may take. */
export function readFunctions({ file = readServerlessFile(), sources = functionSources() } = {}): HostedFunction[] {
  const provider = tree(file['provider']);
  const authorizers = authorizerFunctions(provider);
  const functions = Object.entries(tree(file['functions'])).map(([name, value]): HostedFunction => {
    const declared = tree(value);
    const source = sources.get(name);
    if (!source) throw new CannotStart(`The function ${name} in serverless.yml has no source file in functions/.`);
    return {
      name,
      source,
      timeoutSeconds: Number(declared['timeout'] ?? provider['timeout'] ?? 6),
      memoryMegabytes: Number(declared['memorySize'] ?? provider['memorySize'] ?? 1024),
      ...readEvents(name, declared['events'], authorizers),
    };
  });
  const scheduled = functions.filter(({ schedules }) => schedules.length > 0).map(({ name }) => name);
  const localRates = readLocalRates(file, new Set(scheduled));
  return functions.map((one) => {
    const localRate = localRates.get(one.name);
    return localRate ? { ...one, localRate } : one;
  });
}

/** Names of authorizers in the file, with the functions that they stand for. */
function authorizerFunctions(provider: Tree): Map<string, string> {
  const declared = Object.entries(tree(tree(provider['httpApi'])['authorizers']));
  return new Map(declared.map(([name, value]) => [name, text(tree(value)['functionName']) ?? name]));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tree(value: unknown): Tree {
  return isTree(value) ? value : {};
}
