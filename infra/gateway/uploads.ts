import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { link, mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { log } from '../../functions/_env/log.ts';
import { type Permit, readPermit } from '../../functions/_files/upload-target.ts';
import { sendProblem } from './problem.ts';

/** As long as a target is good for: whoever has one may be on a slow line. */
export const longestUploadMs = 3_600_000;
/** But somebody has to be there. */
const silenceMs = 30_000;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

class TooLarge extends Error {}

/**
 * Takes a file as S3 would at a presigned address: whoever has the address may put one file there, once, until it expires.
 * It streams to the disk, below a folder that nobody serves; what is broken off leaves nothing, and may be tried again.
 */
export async function openUploads(app: FastifyInstance, folder: string, secret: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  app.removeAllContentTypeParsers();
  // Handed on unread: a body is never in memory as a whole.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  const url = '/uploads/:id';
  const others = app.supportedMethods.filter((method) => method !== 'PUT');
  app.put<{ Params: { id: string } }>(
    url,
    { config: { bodyWithinMs: longestUploadMs, countsBody: true } },
    async (request, reply) => take(request, reply, permitOf(request, secret), folder),
  );
  app.route({ method: others, url, handler: (_request, reply) => sendProblem(reply.header('allow', 'PUT'), 405) });
}

function permitOf({ raw, params }: FastifyRequest<{ Params: { id: string } }>, secret: string): Permit | undefined {
  const [, query = ''] = /\?(.*)$/s.exec(raw.url ?? '') ?? [];
  return uuid.test(params.id) ? readPermit(params.id, new URLSearchParams(query), secret) : undefined;
}

type Reason = keyof typeof reasons;
const reasons = {
  notOurs: [403, 'This address was not made by us, or it was changed.'],
  expired: [403, 'This address has expired: ask for another.'],
  used: [409, 'A file was put here already: an address takes one.'],
  empty: [400, 'There is nothing in this file.'],
  tooLarge: [413, 'The file is larger than this address takes.'],
  notKept: [503, 'The file could not be kept.'],
} as const;

async function take(request: FastifyRequest, reply: FastifyReply, permit: Permit | undefined, folder: string) {
  const reason = permit ? await keep(request, permit, folder) : 'notOurs';
  if (reason === undefined) return reply.code(204).send();
  if (reason === 'brokenOff') return reply.hijack();
  await readAway(request.raw);
  const [status, because] = reasons[reason];
  return sendProblem(reply.header('connection', 'close'), status, because);
}

/** @returns why not; undefined if the file is there now */
async function keep(
  { raw, headers, id }: FastifyRequest,
  permit: Permit,
  folder: string,
): Promise<Reason | 'brokenOff' | undefined> {
  if (permit.expires < Date.now()) return 'expired';
  if (Number(headers['content-length'] ?? 0) > permit.limitBytes) return 'tooLarge';
  const target = join(folder, permit.id);
  if (await stat(target).catch(() => undefined)) return 'used';
  const incoming = join(folder, `.${permit.id}-${randomUUID()}`);
  try {
    if ((await receive(raw, incoming, permit.limitBytes)) === 0) return 'empty';
    // Unlike a rename it fails where somebody else was first.
    await link(incoming, target);
    return undefined;
  } catch (error) {
    if (error instanceof TooLarge) return 'tooLarge';
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'used';
    if (raw.destroyed && !raw.complete) return 'brokenOff';
    log.error({ err: error, requestId: id }, 'an upload could not be kept');
    return 'notKept';
  } finally {
    await rm(incoming, { force: true });
  }
}

/** Complete and on the disk, or an error. @returns how many bytes it has */
async function receive(body: IncomingMessage, file: string, limitBytes: number): Promise<number> {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      silence.refresh();
      done(bytes > limitBytes ? new TooLarge() : null, chunk);
    },
  });
  const silence = setTimeout(() => counted.destroy(new Error('Nobody sends any more.')), silenceMs);
  try {
    // Not ended with the others: what is left of a body that is too large is not read, and the refusal still gets out.
    body.on('close', () => body.complete || counted.destroy(new Error('The connection broke off.')));
    body.pipe(counted);
    await pipeline(counted, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
    return bytes;
  } finally {
    clearTimeout(silence);
    body.unpipe(counted);
  }
}

/** Who is still sending does not hear the answer; so for a moment it is read, and thrown away. */
async function readAway(body: IncomingMessage): Promise<void> {
  body.resume();
  if (!body.readableEnded && !body.destroyed) {
    await Promise.race([once(body, 'end'), once(body, 'close'), wait(2_000, undefined, { ref: false })]).catch(
      () => undefined,
    );
  }
}
