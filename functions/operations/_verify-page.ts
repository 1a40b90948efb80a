import { unavailableAsRefusal } from '../_redis/refusing.ts';
import { cachedObjects } from '../_redis/walk.ts';
import { verify } from './_verify.ts';

interface VerifiedPage {
  checked: number;
  fresh: number;
  /** Different from the database, and still there after the bound on staleness: those were healed. */
  stale: string[];
  /** Where to go on; '0' is the end. */
  next: string;
}

/** Compares one page of what is cached with what the database says, and drops what is stale. */
export async function verifyPage(cursor: string): Promise<VerifiedPage> {
  const { next, objects } = await unavailableAsRefusal(cachedObjects(cursor, 50));
  const { checked, stale } = await verify(objects);
  return { checked, fresh: checked - stale.length, stale: stale.map(({ name }) => name), next };
}
