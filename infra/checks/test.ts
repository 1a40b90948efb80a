import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOf } from './count.ts';

// npm test: what can be known without running anything, then every test. The last line counts both.
const scratch = mkdtempSync(join(tmpdir(), 'colophon-test-'));
const report = join(scratch, 'vitest.json');

const statics: [name: string, command: string, ...args: string[]][] = [
  ['types of functions and infra', 'tsc', '-p', 'tsconfig.json'],
  ['types of the web', 'npm', 'run', '--silent', 'types', '-w', 'web'],
  ['lint', process.execPath, 'infra/checks/lint.ts'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['generated code', process.execPath, 'infra/checks/generated.ts'],
];
const vitest: [string, string, ...string[]] = [
  'unit, integration and browser tests',
  'vitest',
  ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
];

let passed = 0;
let failed = 0;
for (const [name, command, ...args] of statics) {
  if (await run(name, command, args)) passed++;
  else failed++;
  if (failed > 0) break;
}
if (failed === 0) {
  const [name, command, ...args] = vitest;
  const ok = await run(name, command, args);
  const count = countOf(report, ok);
  passed += count.passed;
  failed += count.failed;
  // Again, and last: of a long output often only the end is kept.
  for (const failure of count.failures) process.stdout.write(`× ${failure.replace(`${process.cwd()}/`, '')}\n`);
  if (count.skipped > 0) process.stdout.write(`${count.skipped} skipped\n`);
}
rmSync(scratch, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;
process.stdout.write(`${passed} passed, ${failed} failed\n`);

async function run(name: string, command: string, args: string[]): Promise<boolean> {
  process.stdout.write(`\n— ${name}\n`);
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  // Whoever ends this run ends the step that is under way; it takes its services down by itself.
  const end = () => child.kill('SIGTERM');
  process.on('SIGTERM', end);
  const ok = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      process.stdout.write(`${command} does not run: ${error.message}\n`);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
  });
  process.off('SIGTERM', end);
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}: ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return ok;
}
