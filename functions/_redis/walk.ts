import { createHash } from 'node:crypto';
import { withRedis } from './client.ts';
import { decodeEntry, type Entry } from './entry.ts';

/** What lies in the cache under a name, and whether it is as we would have stored it. */
export interface Cached {
  name: string;
  /** All of it, to the byte: another one means that it was stored anew. */
  value: string;
  /** Undefined where it is none of ours. */
  entry: Entry | undefined;
  /** Its digest is that of its body, and it is indexed by what it says of itself: by that it is dropped when it becomes stale. */
  isWhole: boolean;
}

/** One page of what is cached now, with where to go on; '0' is the end. An object may come twice. */
export async function cachedObjects(cursor: string, about: number): Promise<{ next: string; objects: Cached[] }> {
  return withRedis(async (redis) => {
    const generation = await redis.get('colophon:generation');
    if (!generation) return { next: '0', objects: [] };
    const [next, pairs] = await redis.hscan(`colophon:${generation}:made`, cursor, 'COUNT', about);
    const names = pairs.filter((_, index) => index % 2 === 0);
    const values = names.length === 0 ? [] : await redis.mget(names.map((name) => objectName(generation, name)));
    const objects = names.map((name, index) => cached(name, values[index], pairs[2 * index + 1]));
    return { next, objects: objects.filter((object) => object !== undefined) };
  }, 'patient');
}

/** What lies under this name now; undefined where nothing does. */
export async function cachedObject(name: string): Promise<Cached | undefined> {
  return withRedis(async (redis) => {
    const generation = await redis.get('colophon:generation');
    if (!generation) return undefined;
    const [value, made] = await Promise.all([
      redis.get(objectName(generation, name)),
      redis.hget(`colophon:${generation}:made`, name),
    ]);
    return cached(name, value, made);
  }, 'patient');
}

/** Of a tag: a transaction that made it stale, and when the cache heard of it. */
export interface EventSeen {
  tag: string;
  xid: string;
  at: string;
}

const mostEvents = 20;

/** The events that are remembered of these tags, the latest first, as far as they are of use to whoever looks into a case. */
export async function eventsSeen(tags: string[]): Promise<EventSeen[]> {
  return withRedis(async (redis) => {
    const generation = await redis.get('colophon:generation');
    if (!generation) return [];
    const keyed = tags.map((tag) => ({ tag, key: `colophon:${generation}:xids:${tag}` }));
    const found = await Promise.all(
      keyed.map(async ({ tag, key }) =>
        (await redis.zrange(key, String(-mostEvents), '-1')).map((xid) => ({ tag, xid })),
      ),
    );
    const events = found.flat();
    if (events.length === 0) return [];
    const times = await redis.zmscore(
      `colophon:${generation}:remembered`,
      ...events.map(({ tag, xid }) => `${xid} ${tag}`),
    );
    return events
      .map((event, index) => ({ ...event, at: new Date(Number(times[index] ?? 0)).toISOString() }))
      .sort((one, other) => (one.at < other.at ? 1 : -1))
      .slice(0, mostEvents);
  }, 'patient');
}

function cached(name: string, value: string | null | undefined, made: string | null | undefined): Cached | undefined {
  if (value === null || value === undefined) return undefined;
  const entry = decodeEntry(value);
  return { name, value, entry, isWhole: entry !== undefined && isWhole(entry, made ?? '') };
}

function isWhole({ body, etag, snapshot, tags }: Entry, made: string): boolean {
  if (!made.startsWith(`${snapshot}|`) || !made.endsWith(`|${tags.join(',')}`)) return false;
  return createHash('sha256').update(body).digest('base64url').slice(0, 22) === etag;
}

function objectName(generation: string, name: string): string {
  return `colophon:${generation}:object:${name}`;
}
