import { decodeEntry, type Entry } from './entry.ts';
import { withRedis } from './client.ts';

/** One page of what is cached now, with where to go on; '0' is the end. An object may come twice. */
export async function cachedObjects(
  cursor: string,
  about: number,
): Promise<{ next: string; objects: { name: string; entry: Entry }[] }> {
  return withRedis(async (redis) => {
    const generation = await redis.get('colophon:generation');
    if (!generation) return { next: '0', objects: [] };
    const [next, pairs] = await redis.hscan(`colophon:${generation}:made`, cursor, 'COUNT', about);
    const names = pairs.filter((_, index) => index % 2 === 0);
    const values =
      names.length === 0 ? [] : await redis.mget(names.map((name) => `colophon:${generation}:object:${name}`));
    const objects = names.map((name, index) => ({ name, entry: decodeEntry(values[index] ?? '') }));
    return {
      next,
      objects: objects.filter((object): object is { name: string; entry: Entry } => object.entry !== undefined),
    };
  });
}
