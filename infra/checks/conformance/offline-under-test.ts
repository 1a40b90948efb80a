import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { freePort } from '../../services/ports.ts';
import { handlers, project } from './project.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** serverless-offline with the project, in a folder of its own; one process for the whole suite. */
export async function startOffline(): Promise<{ port: number; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-conformance-'));
  await writeProject(folder);
  const [port, lambdaPort] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/serverless/bin/serverless.js'),
      ...`offline start --stage local --host 127.0.0.1 --httpPort ${port} --lambdaPort ${lambdaPort}`.split(' '),
      ...['--noPrependStageInUrl', '--noSponsor'],
    ],
    {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        LOG_LEVEL: 'silent',
        // Where our authentication provider finds the authorizer.
        LAMBDA_ENDPOINT: `http://127.0.0.1:${lambdaPort}`,
        FUNCTION_PREFIX: 'conformance-local-',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  await saysReady(child);
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function writeProject(folder: string): Promise<void> {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'serverless.json'), JSON.stringify(project));
  // One bundle, as ours are: from its sources each function would take a second to load.
  await build({
    entryPoints: [join(import.meta.dirname, 'functions.ts')],
    outfile: join(folder, 'functions.js'),
    ...{ bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  for (const [name, exported] of Object.entries(handlers)) {
    await writeFile(join(folder, `${name}.js`), `export { ${exported} as handler } from './functions.js';\n`);
  }
}

function saysReady(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Server ready:')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('exit', () => reject(new Error(`serverless-offline ended before it was ready:\n${output}`)));
  });
}
