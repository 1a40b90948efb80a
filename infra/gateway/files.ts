import { close, constants, fstat, open, realpathSync, type Stats } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FileBody } from './file-body.ts';
import { type FileAddress, readFileAddress } from './files-address.ts';
import { evaluate, rangeOf, type Validators } from './files-conditions.ts';
import { sendProblem } from './problem.ts';

const openFile = promisify(open);
const statOf = promisify(fstat);
const closeFile = promisify(close);

/** What a browser would run as a page: here it may show itself and do nothing. */
const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/** The viewer of a browser, which shows a PDF, does not work in a sandbox; a PDF is no page of ours that could run scripts. Our own pages show it in a frame. */
const ofDocuments = "frame-ancestors 'self'";

/**
 * Images and documents, from their own folder alone. A name stands for its content, so whoever has one never asks again.
 * infra/nginx/nginx.conf answers by the same rules, and files.test.ts asks both.
 */
export async function openFiles(app: FastifyInstance, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const root = realpathSync(folder);
  const readOnly = (reply: FastifyReply) => sendProblem(reply.header('allow', 'GET, HEAD'), 405);
  // A method that Fastify does not know has no route either.
  app.setNotFoundHandler(({ url }, reply) => (url.startsWith('/files/') ? readOnly(reply) : sendProblem(reply, 404)));
  app.route({
    method: ['GET', 'HEAD'],
    url: '/files/*',
    handler: (request, reply) => answer(root, request, reply),
  });
  app.route({
    method: app.supportedMethods.filter((method) => method !== 'GET' && method !== 'HEAD'),
    url: '/files/*',
    // Before a body is read, which might be of a kind that nobody reads here.
    onRequest: async (_request, reply) => readOnly(reply),
    handler: (_request, reply) => readOnly(reply),
  });
  const nothing = async (_request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, 404);
  app.all('/files', { onRequest: nothing }, nothing);
}

async function answer(root: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const address = readFileAddress(targetOf(request.raw.url ?? ''));
  const found = address && (await find(join(root, address.name)));
  if (!found) return sendProblem(reply, 404);
  const { file, stats } = found;
  const validators = { tag: `"${address.hash}"`, modifiedMs: Math.floor(stats.mtimeMs / 1000) * 1000 };
  const body = answerFor(request, reply, address, stats.size, validators, file);
  if (body instanceof FileBody) return reply.send(body);
  await closeFile(file);
  return body;
}

function answerFor(
  request: FastifyRequest,
  reply: FastifyReply,
  address: FileAddress,
  bytes: number,
  validators: Validators,
  file: number,
): FileBody | FastifyReply {
  const { method, headers } = request;
  const wanted = evaluate(headers, validators);
  if (wanted === 'precondition-failed') return sendProblem(reply, 412, 'The file is not the one that was meant.');
  describe(reply, address, validators);
  if (wanted === 'unchanged') return reply.code(304).send();
  const range = method === 'HEAD' ? undefined : rangeOf(headers, bytes, validators);
  if (range === 'unsatisfiable') return refuseRange(reply, bytes);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${bytes}`);
  const part = range ?? { start: 0, end: bytes };
  reply.header('content-type', address.type).header('content-length', part.end - part.start);
  return method === 'HEAD' || bytes === 0 ? reply.send() : new FileBody(file, part);
}

function describe(reply: FastifyReply, { type, disposition }: FileAddress, { tag, modifiedMs }: Validators): void {
  reply
    .header('etag', tag)
    .header('last-modified', new Date(modifiedMs).toUTCString())
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('accept-ranges', 'bytes')
    .header('content-disposition', disposition)
    // Readers of feeds show our pictures on pages of theirs; and what lies here is public anyway.
    .header('cross-origin-resource-policy', 'cross-origin');
  reply.header('content-security-policy', type === 'application/pdf' ? ofDocuments : sandbox);
}

/** Of what it says about the file nothing holds for the refusal. */
function refuseRange(reply: FastifyReply, bytes: number): FastifyReply {
  for (const name of ['etag', 'last-modified', 'content-disposition', 'content-security-policy']) {
    reply.removeHeader(name);
  }
  reply.header('content-range', `bytes */${bytes}`);
  return sendProblem(reply, 416, `The file has ${bytes} bytes, none of which is in the range.`);
}

/** Neither a link, wherever it leads, nor what is no file; and a pipe that lies there holds nobody up. */
async function find(path: string): Promise<{ file: number; stats: Stats } | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let file: number;
  try {
    file = await openFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ELOOP', 'EACCES', 'ENXIO', 'EISDIR'].includes(code)) return undefined;
    throw error;
  }
  const stats = await statOf(file);
  if (stats.isFile()) return { file, stats };
  await closeFile(file);
  return undefined;
}

/** A caller may write the whole address into its request line, as one does to a proxy. */
function targetOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*(?=\/)/i, '');
}
