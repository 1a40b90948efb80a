import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readFunctions } from '../lambda-host/functions.ts';
import { CannotStart } from '../services/cannot-start.ts';
import { eventFileOf } from './event-file.ts';

/**
 * npm run invoke -- <function> [event file]: `serverless invoke local` of one function, with its recorded event where none
 * is named. Standard output holds what the function returned and nothing else. The exit code is 0 if it answered as it
 * should, be that a 404; and 1 if it failed or something that it needs was away.
 */
const serverless = join(import.meta.dirname, '..', '..', 'node_modules', 'serverless', 'bin', 'serverless.js');
/** For starting and bundling; the function's own time comes on top. */
const patienceSeconds = 20;

try {
  process.exitCode = await invoke(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function invoke([name, file]: string[]): Promise<number> {
  const functions = readFunctions();
  const names = functions.map((one) => one.name).join('\n  ');
  if (!name)
    throw new CannotStart(`npm run invoke -- <function> [event file], where the function is one of\n  ${names}`);
  const invoked = functions.find((one) => one.name === name);
  if (!invoked) throw new CannotStart(`There is no function ${name}. There are\n  ${names}`);
  const { code, output } = await run(name, eventFile(name, file), invoked.timeoutSeconds + patienceSeconds);
  const result = output.filter((line) => !isLogLine(line)).join('\n');
  for (const line of output.filter(isLogLine)) process.stderr.write(`${line}\n`);
  process.stdout.write(result.trim() === '' ? '' : `${result.trimEnd()}\n`);
  return code === 0 && answeredWell(result) ? 0 : 1;
}

function eventFile(name: string, given: string | undefined): string {
  const path = given ? resolve(given) : eventFileOf(name);
  if (existsSync(path)) return path;
  throw new CannotStart(`The event file ${given ?? relative('', path)} does not exist; recorded ones are in events/.`);
}

function run(name: string, path: string, seconds: number): Promise<{ code: number | null; output: string[] }> {
  const args = [serverless, 'invoke', 'local', '--function', name, '--path', path, '--stage', 'local'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: seconds * 1000 });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (signal) process.stderr.write(`${name} did not return within ${seconds} s and was stopped (${signal}).\n`);
      done({ code, output: text.split('\n') });
    });
  });
}

/** Functions log to standard output, as Lambda wants it; here that would spoil the answer for whoever reads it with a program. */
function isLogLine(line: string): boolean {
  return line.startsWith('{"level":');
}

function answeredWell(result: string): boolean {
  if (result.trim() === '') return true;
  const answer = JSON.parse(result) as {
    statusCode?: number;
    refusal?: { kind: string };
    batchItemFailures?: unknown[];
  } | null;
  return !(
    (answer?.statusCode ?? 200) >= 500 ||
    answer?.refusal?.kind === 'unavailable' ||
    (answer?.batchItemFailures?.length ?? 0) > 0
  );
}
