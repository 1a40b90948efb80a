import { realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

/** What a browser would run as a page: here it may show itself and do nothing. */
const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/** Images and documents, from their own folder alone. A name stands for its content, so whoever has one never asks again. */
export async function openFiles(app: FastifyInstance, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const root = realpathSync(folder);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404));
  await app.register(fastifyStatic, {
    root,
    prefix: '/files/',
    decorateReply: false,
    index: false,
    list: false,
    dotfiles: 'ignore',
    maxAge: '365d',
    immutable: true,
    allowedPath: (path) => isInside(root, path),
    setHeaders: (reply, path) => {
      if (/\.(svgz?|x?html?|xml)$/i.test(path)) reply.header('content-security-policy', sandbox);
    },
  });
  const others = app.supportedMethods.filter((method) => method !== 'GET' && method !== 'HEAD');
  app.route({
    method: others,
    url: '/files/*',
    handler: (_request, reply) => sendProblem(reply.header('allow', 'GET, HEAD'), 405),
  });
  app.all('/files', (_request, reply) => sendProblem(reply, 404));
}

/** A link inside the folder must not lead out of it. What is not there is inside: the answer is the same 404. */
function isInside(root: string, path: string): boolean {
  try {
    return realpathSync(join(root, path)).startsWith(root + sep);
  } catch {
    return true;
  }
}
