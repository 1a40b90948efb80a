import type { FastifyReply } from 'fastify';

/** Says that the answer is another one for another value of this request header. */
export function addVary(reply: FastifyReply, name: string): void {
  const before = reply.getHeader('vary');
  if (before === undefined) return void reply.header('vary', name);
  const members = String(before)
    .toLowerCase()
    .split(/\s*,\s*/);
  if (!members.includes('*') && !members.includes(name.toLowerCase()))
    reply.header('vary', `${String(before)}, ${name}`);
}
