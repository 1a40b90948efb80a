import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { filesUnderTest } from '../../infra/checks/files-under-test.ts';
import { diskStorage } from './disk-storage.ts';
import { connection, s3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

type Put = (url: string, id: string, content: string) => Promise<void>;

async function onDisk(): Promise<[Storage, Put]> {
  const { directory, put } = await filesUnderTest();
  // The gateway's part is tested beside it.
  return [diskStorage(directory), (_url, id, content) => put(id, Buffer.from(content))];
}

async function inBucket(): Promise<[Storage, Put]> {
  const client = new S3Client({
    ...{ ...connection, endpoint: inject('services').queueEndpoint, forcePathStyle: true, region: 'us-east-1' },
    credentials: { accessKeyId: 'checks', secretAccessKey: 'checks' },
  });
  const Bucket = `files-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  const put: Put = async (url, _id, content) => {
    const response = await fetch(url, { method: 'PUT', body: content });
    expect(response.ok).toBe(true);
  };
  return [s3Storage(Bucket, client), put];
}

describe.each([
  ['folders', onDisk],
  ['a bucket', inBucket],
])('%s', (_, open) => {
  let files: Storage;
  let put: Put;
  beforeAll(async () => {
    [files, put] = await open();
  });

  test('a file that was made is there under its name, and not where it was made', async () => {
    const made = await files.workPath();
    await writeFile(made, 'content');
    expect(await files.has('a.png')).toBe(false);
    await files.keep(made, 'a.png');
    expect(await files.has('a.png')).toBe(true);
    await expect(readFile(made)).rejects.toThrow('ENOENT');
    const folder = await mkdtemp(join(tmpdir(), 'colophon-local-'));
    expect(await readFile(await files.local('a.png', folder), 'utf8')).toBe('content');
  });

  test('kept twice it is one, and removed twice it is gone', async () => {
    for (let time = 0; time < 2; time++) {
      const made = await files.workPath();
      await writeFile(made, 'the same');
      await files.keep(made, 'b.png');
    }
    await files.remove('b.png');
    await files.remove('b.png');
    expect(await files.has('b.png')).toBe(false);
  });

  test('two who make something at once are not in each other’s way', async () => {
    const [one, other] = [await files.workPath(), await files.workPath()];
    await mkdir(one);
    await writeFile(other, '');
    expect(one).not.toBe(other);
  });

  test('what is put at a target is read once it is there, and is gone when it is ended', async () => {
    const id = randomUUID();
    const { method, url } = await files.uploadTarget({ id, limitBytes: 100, expiresAt: new Date(Date.now() + 60_000) });
    expect(method).toBe('PUT');
    expect(await files.upload(id)).toBeUndefined();
    await put(url, id, 'uploaded');
    const upload = await files.upload(id);
    expect([upload?.bytes, (await buffer(upload!.content)).toString()]).toEqual([8, 'uploaded']);
    await files.endUpload(id);
    await files.endUpload(id);
    expect(await files.upload(id)).toBeUndefined();
  });
});
