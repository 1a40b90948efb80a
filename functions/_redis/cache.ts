import { randomBytes } from 'node:crypto';
import { step } from '../_env/step.ts';
import { families, type Family, type ObjectKey, objectTtlMs } from '../_keys/object-key.ts';
import { maxTagBytes, maxTags } from '../_keys/tags.ts';
import { runScript, withRedis } from './client.ts';
import { type Built, decodeEntry, encodeEntry, type Entry } from './entry.ts';

/** A lease outlives cache-read's timeout, which outlives database-read's, which outlives its statement's. */
export const leaseMs = 6_000;
/** How long an xid is remembered: longer than any builder can be at work. */
export const rememberMs = 15 * 60_000;

export interface Lease {
  generation: string;
  token: string;
}

export type Looked = { kind: 'hit'; entry: Entry } | { kind: 'lease'; lease: Lease } | { kind: 'wait' };

/** What is no object has a family of its own, whatever was asked for: callers invent such names. */
const familyByStatus: Partial<Record<Built['status'], Family>> = { 404: 'missing', 308: 'moved' };

/**
 * The generation as this process last saw it. Each look compares the one that it asked with, and not this variable, with the
 * true one: while its command is under way another look may learn of the next generation, and what was asked for in the
 * former one would pass for an object of the new.
 */
let generation = '';

/**
 * Looks for an object. A hit costs one MGET. On a miss, exactly one caller gets the lease to build and fill; the others wait.
 * With `anew` the lease is asked for though there may be an object.
 */
export async function look(key: ObjectKey, anew = false): Promise<Looked> {
  return withRedis(async (redis) => {
    if (!anew) {
      const asked = generation;
      const [current, value] = await redis.mget('colophon:generation', objectName(asked, key));
      const entry = value && current === asked ? decodeEntry(value) : undefined;
      if (entry) return { kind: 'hit', entry };
    }
    await step('cache-read.lease');
    const token = randomBytes(16).toString('hex');
    const [kind, current, value] = (await runScript(redis, 'lease', [
      key.name,
      token,
      leaseMs,
      randomBytes(8).toString('hex'),
      anew ? '1' : '',
    ])) as [string, string, string?];
    generation = current;
    if (kind === 'hit') {
      const entry = decodeEntry(value!);
      if (entry) return { kind, entry };
      await runScript(redis, 'dropKey', [key.name]);
      return { kind: 'wait' };
    }
    return kind === 'lease' ? { kind, lease: { generation: current, token } } : { kind: 'wait' };
  });
}

/** Whether an object is there by now; for those who wait, and for processes in which nobody ever looked. */
export async function peek(key: ObjectKey): Promise<Entry | undefined> {
  const asked = generation;
  const [current, value] = await withRedis((redis) => redis.mget('colophon:generation', objectName(asked, key)));
  if (!current) return undefined;
  if (current === asked) return value ? decodeEntry(value) : undefined;
  generation = current;
  return peek(key);
}

/** Stores what was built, unless the lease was lost or the object lacks a write that has been announced since. Gives the lease back. */
export async function fill(key: ObjectKey, built: Built, lease: Lease): Promise<'stored' | 'refused'> {
  const tags = built.tags.join(',');
  if (built.tags.length > maxTags || Buffer.byteLength(tags) > maxTagBytes) {
    throw new Error(`${key.name} carries ${built.tags.length} tags; its builder must name coarser ones.`);
  }
  const family: Family | undefined = familyByStatus[built.status] ?? key.family;
  await step('cache-read.fill');
  const outcome = await withRedis((redis) =>
    runScript(redis, 'fill', [
      lease.generation,
      key.name,
      lease.token,
      built.snapshot,
      tags,
      encodeEntry(built, Date.now()),
      family ? families[family].ttlMs : objectTtlMs,
      family ?? '',
      family ? families[family].limit : 0,
    ]),
  );
  await step('cache-read.filled');
  return outcome as 'stored' | 'refused';
}

/** For a builder that failed: the next one who waits takes over at once. */
export async function giveBack(key: ObjectKey, lease: Lease): Promise<void> {
  await step('cache-read.give-back');
  await withRedis((redis) => runScript(redis, 'giveBack', [lease.generation, key.name, lease.token]));
  await step('cache-read.given-back');
}

export interface Invalidation {
  tags: string[];
  xid: bigint;
  /** The database history that the xid belongs to; '' where it is known to be this one. */
  identity?: string;
}

/** Drops what was built from these tags and lacks the xid, and remembers it against builders at work. Late, twice, or out of order it does the same. */
export async function invalidate({
  tags,
  xid,
  identity = '',
}: Invalidation): Promise<{ outcome: 'invalidated' | 'foreign'; dropped: number }> {
  const [outcome, dropped] = (await withRedis(
    (redis) => runScript(redis, 'invalidate', [identity, xid.toString(), rememberMs, tags.join(',')]),
    'patient',
  )) as ['invalidated' | 'foreign', number];
  return { outcome, dropped };
}

/** Heals one object: drops it and remembers nothing. */
export async function dropObject(key: ObjectKey): Promise<void> {
  await step('cache.drop');
  await withRedis((redis) => runScript(redis, 'dropKey', [key.name]));
  await step('cache.dropped');
}

function objectName(generation: string, key: ObjectKey): string {
  return `colophon:${generation}:object:${key.name}`;
}
