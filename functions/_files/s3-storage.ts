import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { lookup } from 'mime-types';
import type { Storage } from './storage.ts';

/** A checksum would be signed into the address of an upload, of content that nobody knows yet. */
export const connection = { maxAttempts: 2, requestChecksumCalculation: 'WHEN_REQUIRED' } as const;

/** How long one call may take. */
const patience = () => ({ abortSignal: AbortSignal.timeout(20_000) });

/**
 * Files below files/ of a bucket, uploads below uploads/. A presigned address cannot say how much it takes: that is looked at
 * when the upload is completed. A second PUT within the hour replaces what was put first, until then, and nothing afterwards.
 */
export function s3Storage(bucket: string, client = new S3Client(connection)): Storage {
  const work = join(tmpdir(), 'colophon-work');
  const file = (name: string) => ({ Bucket: bucket, Key: `files/${name}` });
  const uploaded = (id: string) => ({ Bucket: bucket, Key: `uploads/${id}` });
  const sizeOf = (object: { Bucket: string; Key: string }) =>
    client.send(new HeadObjectCommand(object), patience()).then(
      ({ ContentLength }) => ContentLength,
      (error: { name?: string }) => {
        if (error.name === 'NotFound' || error.name === 'NoSuchKey') return undefined;
        throw error;
      },
    );
  return {
    async workPath() {
      await mkdir(work, { recursive: true });
      return join(work, randomUUID());
    },
    async keep(path, name) {
      const { size } = await stat(path);
      const about = {
        ContentType: lookup(name) || 'application/octet-stream',
        CacheControl: 'public, max-age=31536000, immutable',
      };
      const content = { Body: createReadStream(path), ContentLength: size };
      await client.send(new PutObjectCommand({ ...file(name), ...about, ...content }), patience());
      await rm(path, { force: true });
    },
    has: async (name) => (await sizeOf(file(name))) !== undefined,
    async local(name, folder) {
      const path = join(folder, name);
      const { Body } = await client.send(new GetObjectCommand(file(name)), patience());
      await pipeline(Body as Readable, createWriteStream(path));
      return path;
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand(file(name)), patience());
    },
    async uploadTarget({ id, expiresAt }) {
      const expiresIn = Math.max(1, Math.round((expiresAt.getTime() - Date.now()) / 1000));
      return { method: 'PUT', url: await getSignedUrl(client, new PutObjectCommand(uploaded(id)), { expiresIn }) };
    },
    async upload(id) {
      const bytes = await sizeOf(uploaded(id));
      if (!bytes) return undefined;
      const { Body } = await client.send(new GetObjectCommand(uploaded(id)), patience());
      return { bytes, content: Body as Readable };
    },
    async endUpload(id) {
      await client.send(new DeleteObjectCommand(uploaded(id)), patience());
    },
    // The bucket has a rule for them.
    sweepUploads: async () => undefined,
  };
}
