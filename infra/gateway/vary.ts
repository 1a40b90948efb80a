import type { PluginReply } from './plugin.ts';

/** What an answer of the edge cache depends on: it says so before any plugin adds to it. */
export const varyOfKept = 'Accept, Accept-Encoding';

/** By what was there and the name that is added; there are few. */
const known = new Map<string, string>();
const knownAtMost = 100;

/** Says that the answer is another one for another value of this request header. */
export function addVary(reply: PluginReply, name: string): void {
  const before = String(reply.getHeader('vary') ?? '');
  const key = `${name} ${before}`;
  let after = known.get(key);
  if (after === undefined) {
    after = withMember(before, name);
    if (known.size < knownAtMost) known.set(key, after);
  }
  if (after !== before) reply.header('vary', after);
}

function withMember(vary: string, name: string): string {
  const members = vary.toLowerCase().split(/\s*,\s*/);
  if (members.includes('*') || members.includes(name.toLowerCase())) return vary;
  return vary === '' ? name : `${vary}, ${name}`;
}
