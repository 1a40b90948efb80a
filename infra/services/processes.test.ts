import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { commandLineOf, gone, identify, isRunning, stopProcess } from './processes.ts';

async function sleeper(script: string) {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return { child, identity: identify(child.pid ?? 0) ?? { pid: 0, startTime: '' } };
}

const patient = `process.stdout.write('1'); setInterval(() => {}, 1000)`;
const stubborn = `process.on('SIGTERM', () => {}); ${patient}`;

test('a process is told from a later one with the same pid', async () => {
  const { child, identity } = await sleeper(patient);
  expect(isRunning(identity)).toBe(true);
  expect(commandLineOf(identity.pid)).toContain('setInterval');
  expect(isRunning({ ...identity, startTime: 'another' })).toBe(false);
  await stopProcess({ ...identity, startTime: 'another' }, [['SIGTERM', 100]]);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  await stopProcess(identity, [['SIGTERM', 2000]]);
  expect(isRunning(identity)).toBe(false);
});

test('who does not listen to the first signal is killed', async () => {
  const { child, identity } = await sleeper(stubborn);
  const exited = once(child, 'exit');
  await stopProcess(identity, [['SIGTERM', 50]]);
  expect(await exited).toEqual([null, 'SIGKILL']);
});

test('a process that never was is gone', async () => {
  expect(identify(2 ** 30)).toBeUndefined();
  expect(await gone({ pid: 2 ** 30, startTime: '1' }, 0)).toBe(true);
});
