import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import { content, extensions, hash, modified } from './files-requests.ts';
import { listen } from './listen.ts';
import { createGateway } from './server.ts';

/** What stands in everything that nobody may have. */
export const notForReaders = 'not for readers';

/** What the cases ask for, and what lies beside it that nobody may have. */
export function fillFolder(folder: string): void {
  const put = (name: string, text = content) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, new Date(modified), new Date(modified));
  };
  for (const extension of extensions) put(`${hash}.${extension}`);
  for (const name of ['.hidden', '.incoming-0', 'plain.txt', `folder/${hash}.png`, '../uploads/secret'])
    put(name, notForReaders);
  mkdirSync(join(folder, `${'d'.repeat(32)}.png`));
  symlinkSync('/etc/hostname', join(folder, `${'a'.repeat(32)}.png`));
  symlinkSync(`${hash}.png`, join(folder, `${'b'.repeat(32)}.png`));
  symlinkSync('nowhere', join(folder, `${'c'.repeat(32)}.png`));
  execFileSync('mkfifo', [join(folder, `${'e'.repeat(32)}.png`)]);
}

export interface Question {
  method?: string;
  target: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  /** Repeated ones are joined by a comma. */
  headers: Record<string, string>;
  head: string;
  body: string;
}

/** One after the other on one connection, to the byte as they are written here: fetch would tidy up what it asks. */
export async function askInTurn(port: number, questions: Question[]): Promise<Answer[]> {
  const socket = connect({ port, host: '127.0.0.1' });
  const answers: Answer[] = [];
  let received = '';
  const ended = new Promise<never>((_resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new Error(`The connection was closed after: ${received}`)));
  });
  ended.catch(() => undefined);
  for (const question of questions) {
    received = '';
    const whole = new Promise<Answer>((resolve) => {
      socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
        received += chunk.toString('latin1');
        const answer = wholeAnswer(received, question.method);
        if (answer) resolve(answer);
      });
    });
    socket.write(written(question));
    answers.push(await Promise.race([whole, ended]));
  }
  socket.removeAllListeners('data').destroy();
  return answers;
}

function written({ method = 'GET', target, headers = {}, body = '' }: Question): string {
  const all = { host: 'toy', ...(body !== '' && { 'content-length': String(body.length) }), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Undefined until all of it is there. */
function wholeAnswer(text: string, method = 'GET'): Answer | undefined {
  const [head, body] = halves(text, '\r\n\r\n');
  if (body === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n').slice(1)) {
    const [name, value = ''] = halves(line, ': ');
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  const status = Number(head.split(' ')[1]);
  const hasBody = method !== 'HEAD' && status !== 304;
  // An answer whose length nobody said would keep this waiting, and fail the test by its time.
  if (hasBody && body.length < Number(headers['content-length'] ?? Infinity)) return undefined;
  return { status, headers, head, body };
}

function halves(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** All at once, and all that comes until the other side closes. */
export function exchange(port: number, text: string): Promise<{ status: number; body: string }[]> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(text);
  let received = '';
  const answers = () =>
    received
      .split(/(?=HTTP\/1\.1 \d)/)
      .map((one) => ({ status: Number(one.split(' ')[1]), body: halves(one, '\r\n\r\n')[1] ?? '' }));
  return new Promise((resolve, reject) =>
    socket
      .on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
      .on('error', reject)
      .on('close', () => resolve(answers())),
  );
}

/** A connection on which an answer has begun, and is not read any further. */
export function begun(port: number, target: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(written({ target }));
  return new Promise((resolve, reject) =>
    socket.once('error', reject).once('data', () => {
      socket.pause();
      resolve(socket);
    }),
  );
}

/** A gateway with nothing but files, for as long as the caller wants it. */
export async function openGateway(filesDir: string): Promise<{ port: number; close: () => Promise<void> }> {
  const settings = { functions: [], invoker: new InProcessInvoker([]), filesDir };
  const { app, servers } = await createGateway({ ...settings, webUrl: 'http://127.0.0.1:1', uploadSecret: 'x' }, 1);
  await app.ready();
  const port = await listen(servers, ['127.0.0.1'], 0);
  const close = async () => {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
    await app.close();
  };
  return { port, close };
}
