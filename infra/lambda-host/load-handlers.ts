import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotStart } from '../services/cannot-start.ts';
import type { HostedFunction } from './functions.ts';
import type { Handler, LoadedFunction } from './in-process-invoker.ts';

/** Imports the handlers before anybody calls them: the first reader waits for no import, and a broken file is known at start. */
export function loadHandlers(functions: HostedFunction[]): Promise<LoadedFunction[]> {
  return Promise.all(functions.map(load));
}

/**
 * Imports a handler when it is called, as Lambda does: for what seldom is, and is imported at the start where readers ask for it.
 * One that cannot be imported is a failed invocation.
 */
export function loadOnDemand(hosted: HostedFunction): LoadedFunction {
  const { name, timeoutSeconds, memoryMegabytes } = hosted;
  let loaded: LoadedFunction | undefined;
  const handler: Handler = async (event, context) => {
    loaded ??= await load(hosted);
    return loaded.handler(event, context);
  };
  return { name, handler, timeoutSeconds, memoryMegabytes };
}

async function load({ name, source, timeoutSeconds, memoryMegabytes }: HostedFunction): Promise<LoadedFunction> {
  const file = relative(process.cwd(), source);
  let module: { handler?: unknown };
  try {
    module = (await import(pathToFileURL(source).href)) as typeof module;
  } catch (error) {
    throw new CannotStart(`The function ${name} cannot be loaded from ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof module.handler !== 'function')
    throw new CannotStart(`The file ${file} does not export a function named handler.`);
  return { name, handler: module.handler as Handler, timeoutSeconds, memoryMegabytes };
}
