import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { abandonCommands, onPath, runCommand } from './command.ts';
import { identify, isRunning } from './processes.ts';
import { scratchFolder } from './stand-ins.ts';

test('a command’s input, output, folder and environment', async () => {
  const cwd = scratchFolder();
  const outcome = await runCommand('sh', ['-c', 'cat; pwd; echo $WORD; echo well >&2'], {
    cwd,
    stdin: 'in\n',
    env: { WORD: 'said' },
  });
  expect(outcome).toEqual({ ok: true, stdout: `in\n${cwd}\nsaid\n`, lastWords: 'well' });
});

test('that it fails, is missing or takes too long is an answer', async () => {
  expect(await runCommand('sh', ['-c', 'echo why >&2; exit 3'])).toEqual({ ok: false, stdout: '', lastWords: 'why' });
  expect(await runCommand('false', [])).toMatchObject({ ok: false, lastWords: 'it ended with exit code 1' });
  expect(await runCommand('no-such-command', [])).toMatchObject({
    ok: false,
    lastWords: expect.stringContaining('ENOENT') as string,
  });
  expect(await runCommand('sleep', ['60'], { timeoutSeconds: 0.1 })).toMatchObject({ ok: false });
});

test('abandoned commands take with them what they started', async () => {
  const note = join(scratchFolder(), 'pid');
  const running = runCommand('sh', ['-c', `sleep 60 & echo $! > '${note}'; wait`]);
  const pid = () => Number(existsSync(note) && readFileSync(note, 'utf8'));
  await expect.poll(pid).toBeGreaterThan(0);
  const child = identify(pid());
  expect(child).toBeDefined();
  abandonCommands();
  expect((await running).ok).toBe(false);
  await expect.poll(() => child && isRunning(child)).toBeFalsy();
});

test('a program is looked for on PATH, and a folder of its name is none', () => {
  expect(onPath('sh')).toMatch(/\/sh$/);
  expect(onPath('no-such-command')).toBeUndefined();
});
