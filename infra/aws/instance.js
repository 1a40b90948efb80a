import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where nothing listens: a function that needs what is missing says so at once, and one that does not need it works. */
const nowhere = {
  DATABASE_READER_URL: 'postgres://nobody:nothing@127.0.0.1:9/nowhere',
  DATABASE_WRITER_URL: 'postgres://nobody:nothing@127.0.0.1:9/nowhere',
  DATABASE_RELAY_URL: 'postgres://nobody:nothing@127.0.0.1:9/nowhere',
  DATABASE_IDENTITY_URL: 'postgres://nobody:nothing@127.0.0.1:9/nowhere',
  REDIS_URL: 'redis://127.0.0.1:9',
  SQS_ENDPOINT: 'http://127.0.0.1:9',
  CACHE_INVALIDATION_QUEUE_URL: 'http://127.0.0.1:9/000000000000/nowhere',
  CACHE_INVALIDATION_DEAD_LETTERS_URL: 'http://127.0.0.1:9/000000000000/nowhere',
  MEDIA_PROCESSING_QUEUE_URL: 'http://127.0.0.1:9/000000000000/nowhere',
  MEDIA_PROCESSING_DEAD_LETTERS_URL: 'http://127.0.0.1:9/000000000000/nowhere',
  LAMBDA_ENDPOINT: 'http://127.0.0.1:9',
  PUBLIC_URL: 'http://localhost:9',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
};

/**
 * What a function finds in its environment at the stage `local`: what the caller's environment says, else what the running
 * instance says. Only the keys are the instance's first: its lambda-host takes no others, and whoever has keys for AWS in
 * their environment does not mean them for it.
 *
 * @returns {{ environment: Record<string, string>, missing: string[], dataDir: string }}
 */
export function localEnvironment() {
  const dataDir = resolve(process.env.DATA_DIR || '.colophon');
  const given = Object.entries(process.env).filter(([, value]) => value);
  const own = given.filter(([name]) => !name.startsWith('AWS_'));
  const known = { ...Object.fromEntries(given), ...runningInstance(dataDir), ...Object.fromEntries(own) };
  const missing = Object.keys(nowhere).filter((name) => !known[name] && !name.startsWith('AWS_'));
  return { environment: { ...nowhere, ...known }, missing, dataDir };
}

/** The environment of the instance that runs on this folder; a file that a killed launcher left behind tells nothing. */
function runningInstance(dataDir) {
  try {
    const { pid, environment } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
    return isAlive(pid) ? environment : {};
  } catch {
    return {};
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
