import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const program = `
  import { step } from ${JSON.stringify(new URL('step.ts', import.meta.url).href)};
  await step('first');
  process.stdout.write('between ');
  await step('second');
  process.stdout.write('after');
`;

function run(steps?: string) {
  const { COLOPHON_STEPS: _, ...env } = process.env;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, {
    env: { ...env, ...(steps && { COLOPHON_STEPS: steps }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // Held at a step it would outlive a test that failed.
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    output,
  }));
  return { ended, output: () => output };
}

test('in production a step does nothing', async () => {
  expect(await run().ended).toEqual({ code: 0, signal: null, output: 'between after' });
});

test('a step that is told to kill ends the process there, and no other step does', async () => {
  expect(await run('second=kill').ended).toEqual({ code: null, signal: 'SIGKILL', output: 'between ' });
});

test('a step that is told to fail throws', async () => {
  expect(await run('first=fail').ended).toMatchObject({ code: 1, output: '' });
});

test.each([
  ['kill-once', { code: null, signal: 'SIGKILL', output: 'between ' }],
  ['fail-once', { code: 1, signal: null, output: 'between ' }],
])('a step that is told to %s does so as long as its file is there, and takes it away', async (action, once) => {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-step-'));
  const file = join(folder, 'armed');
  await writeFile(file, '');
  expect(await run(`second=${action}:${file}`).ended).toEqual(once);
  expect(await run(`second=${action}:${file}`).ended).toMatchObject({ code: 0, output: 'between after' });
  await rm(folder, { recursive: true });
});

test('a step that is told to hold goes on when its file is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-step-'));
  const gate = join(folder, 'gate');
  await writeFile(gate, '');
  const running = run(`second=hold:${gate}`);
  await expect.poll(running.output).toBe('between ');
  await rm(gate);
  expect(await running.ended).toMatchObject({ code: 0, output: 'between after' });
  await rm(folder, { recursive: true });
});
