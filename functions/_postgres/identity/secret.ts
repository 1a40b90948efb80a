import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. Only their hash is stored and looked up: they cannot be guessed, nor found by timing. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
