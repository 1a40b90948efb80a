import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'events');

/**
 * Where the recorded event of a function lies: under its name, from which the stage of the public reads is left out, since
 * those are what one mostly asks for: cache-read-get-post has events/get-post.json.
 */
export function eventFileOf(name: string): string {
  return join(folder, `${name.replace(/^cache-read-/, '')}.json`);
}
