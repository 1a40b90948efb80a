import { spawn } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tooLarge, readPackage } from './package-limits.ts';

/**
 * npm run package [-- --stage production] [-- --package <folder>]: what CloudFormation is given to make a stage. It asks AWS
 * for nothing, so it needs no credentials; `serverless deploy --package <folder>` uploads it.
 */
const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'production' },
    package: { type: 'string', default: join(root, '.serverless') },
  },
});
const folder = resolve(values.package);

const code = await serverless('package', '--stage', values.stage, '--package', folder);
if (code === 0) report();
else process.exitCode = 1;

function serverless(...args: string[]): Promise<number | null> {
  const bin = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, fail) => child.once('error', fail).once('close', done));
}

function report(): void {
  const packed = readPackage(folder);
  const megabytes = packed.zips.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
  process.stdout.write(
    `${relative('', folder)}: ${packed.zips.length} functions (${megabytes.toFixed(1)} MB), ${packed.resources} resources, ` +
      `a template of ${Math.ceil(packed.templateBytes / 1024)} KB for the stage ${values.stage}\n`,
  );
  for (const line of tooLarge(packed)) {
    process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  }
}
