import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../checks/browser.ts';
import { findNginx } from '../nginx/nginx-program.ts';
import { startNginx } from '../nginx/start-nginx.ts';
import { scratchFolder } from '../services/stand-ins.ts';
import { askInTurn, begun, exchange, fillFolder, notForReaders, openGateway } from './files-under-test.ts';
import { cases, content, hash, tag } from './files-requests.ts';

/** Where there is none and none is to be had, its half of this file is skipped by name and never passed. */
const nginx = await findNginx((line) => process.stderr.write(`NGINX: ${line}\n`));
const missing = typeof nginx === 'string' ? ` (skipped: ${nginx})` : '';
if (missing) process.stderr.write(`The rules of NGINX were not tested${missing}\n`);

const dataDir = scratchFolder();
const folder = join(dataDir, 'files');
const ports = { gateway: 0, nginx: 0 };
const ends: (() => Promise<void>)[] = [];
let browser: Browser;

beforeAll(async () => {
  fillFolder(folder);
  const gateway = await openGateway(folder);
  ends.push(gateway.close);
  ports.gateway = gateway.port;
  if (typeof nginx !== 'string') {
    const running = await startNginx(nginx, {
      dir: join(scratchFolder(), 'nginx'),
      dataDir,
      gatewayPort: gateway.port,
    });
    ends.push(() => running.stop());
    ports.nginx = running.port;
  }
  browser = await openBrowser();
  ends.push(() => browser.close());
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

describe.each([
  { server: 'gateway', title: 'gateway' },
  { server: 'nginx', title: `nginx${missing}` },
] as const)('$title', ({ server }) => {
  const rules = test.skipIf(server === 'nginx' && missing !== '');
  const ask = async (...questions: Parameters<typeof askInTurn>[1]) => askInTurn(ports[server], questions);

  rules.each(cases)('$what', async (one) => {
    const [answer] = await ask(one);
    const status = server === 'nginx' ? (one.nginxStatus ?? one.status) : one.status;
    expect([one.target, answer?.status]).toEqual([one.target, status]);
    if (one.expected !== undefined) expect(answer?.body).toBe(one.expected);
    for (const [name, value] of Object.entries(one.answers ?? {})) {
      if (value instanceof RegExp) expect([name, answer?.headers[name]]).toEqual([name, expect.stringMatching(value)]);
      else expect([name, answer?.headers[name]]).toEqual([name, value]);
    }
    // Of every answer, whatever was asked.
    expect(answer?.head).not.toMatch(/^set-cookie:|^x-powered-by:|^server:.*\d/im);
    expect(answer?.body).not.toMatch(new RegExp(`${notForReaders}|root:`));
    if (status === 400 && server === 'nginx') return;
    expect(answer?.headers['x-content-type-options']).toMatch(/^nosniff$/);
    expect(answer?.headers['x-request-id']).toBeTruthy();
    if (status < 400 || answer?.body === '') return;
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    expect(answer?.headers['cache-control']).toMatch(/no-store/);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      status,
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
      instance: expect.any(String),
      requestId: answer?.headers['x-request-id'],
    });
  });

  rules('after each answer the connection serves the next', async () => {
    const target = `/files/${hash}.png`;
    const answers = await ask(
      { method: 'HEAD', target },
      { target, headers: { range: 'bytes=99-' } },
      { method: 'HEAD', target, headers: { range: 'bytes=99-' } },
      { target, headers: { 'if-none-match': tag } },
      { target, headers: { 'if-match': '"x"' } },
      { target: '/files/missing.png' },
      { method: 'PUT', target, headers: { 'content-type': 'image/png' }, body: 'mine' },
      { target, headers: { range: 'bytes=0-1' } },
      { target },
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 416, 200, 304, 412, 404, 405, 206, 200]);
    expect(answers.at(-1)?.body).toBe(content);
  });

  rules('several questions in one piece are answered in their turn', async () => {
    const one = `GET /files/${hash}.png HTTP/1.1\r\nHost: toy\r\n`;
    const text = `${one}\r\n${one}Range: bytes=0-1\r\n\r\n${one}Connection: close\r\n\r\n`;
    expect(await exchange(ports[server], text)).toEqual([
      { status: 200, body: content },
      { status: 206, body: '01' },
      { status: 200, body: content },
    ]);
  });

  rules('a large file arrives whole, and in parts that fit together', async () => {
    const large = Buffer.from(new Uint8Array(5 * 1024 * 1024 + 17).map((_, index) => (index * 7919) >> 5));
    const name = `${'5'.repeat(32)}.pdf`;
    writeFileSync(join(folder, name), large);
    const url = `http://127.0.0.1:${ports[server]}/files/${name}`;
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(whole.equals(large)).toBe(true);
    const bounds = [0, 1, 262_144, 262_145, 1_000_000, large.length];
    const parts = await Promise.all(
      bounds.slice(1).map(async (end, index) => {
        const response = await fetch(url, { headers: { range: `bytes=${bounds[index]}-${end - 1}` } });
        expect(response.status).toBe(206);
        return Buffer.from(await response.arrayBuffer());
      }),
    );
    expect(Buffer.concat(parts).equals(large)).toBe(true);
  });

  rules.each(['svg', 'html'])('a .%s that is opened by itself runs nothing', async (extension) => {
    const name = `${'6'.repeat(32)}.${extension}`;
    const script = `<script>document.documentElement.setAttribute('data-ran', '1'); parent.postMessage('ran', '*')</script>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="this.setAttribute('data-ran', '1')">${script}</svg>`;
    writeFileSync(join(folder, name), extension === 'svg' ? svg : `<!doctype html><body>${script}`);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${ports[server]}/files/${name}`);
    expect(await page.content()).toContain('data-ran');
    // Asked by the browser's own protocol, which no policy of the page holds up.
    expect(await page.locator('[data-ran]').count()).toBe(0);
    await page.close();
  });
});

test.skipIf(process.platform !== 'linux')('who goes away in the middle leaves no file open', async () => {
  const name = `${'7'.repeat(32)}.pdf`;
  writeFileSync(join(folder, name), Buffer.alloc(8 * 1024 * 1024));
  const sockets = await Promise.all(Array.from({ length: 50 }, async () => begun(ports.gateway, `/files/${name}`)));
  expect(openFilesCalled(name)).toBe(50);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => openFilesCalled(name), { timeout: 10_000 }).toBe(0);
  const [after] = await askInTurn(ports.gateway, [{ target: `/files/${hash}.png` }]);
  expect(after?.body).toBe(content);
});

function openFilesCalled(name: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).endsWith(name);
    } catch {
      // Closed since it was listed.
      return false;
    }
  }).length;
}
