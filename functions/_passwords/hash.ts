import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn } from './turns.ts';

interface Costs {
  memoryKib: number;
  passes: number;
  parallelism: number;
}

/** More than OWASP's least (19 MiB, two passes): 0.1 to 0.2 s of one core. Stored with each hash, so that they can grow. */
const costs: Costs = { memoryKib: 32 * 1024, passes: 2, parallelism: 1 };

const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Who does not exist takes as long as who does. The hash is of no password: nobody knows one that fits. */
const nobodys = phc(costs, Buffer.alloc(16), Buffer.alloc(32));

/** argon2id in the PHC form, with a salt of its own. It runs on Node's threads, and not on the one that serves. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return phc(costs, salt, await derive(password, salt, costs, 32));
}

/** Whether this is the password. Without a hash it is not, and that takes as long to find out. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', hash = ''] = form.exec(stored ?? nobodys) ?? [];
  if (memory === undefined) throw new Error('The stored hash of the password has another form.');
  const wanted = Buffer.from(hash, 'base64');
  const its: Costs = { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const found = await derive(password, Buffer.from(salt, 'base64'), its, wanted.length);
  return timingSafeEqual(found, wanted) && stored !== undefined;
}

const run = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;

function derive(password: string, nonce: Buffer, { memoryKib, passes, parallelism }: Costs, tagLength: number) {
  return inTurn(() => run('argon2id', { message: password, nonce, memory: memoryKib, passes, parallelism, tagLength }));
}

function phc({ memoryKib, passes, parallelism }: Costs, salt: Buffer, hash: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`;
}
