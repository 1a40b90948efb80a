import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './hash.ts';

test('a password is known by its hash, whose form says how it was made', async () => {
  const hash = await hashPassword('correct horse battery staple');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=32768,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await isPassword('correct horse battery staple', hash)).toBe(true);
  expect(await isPassword('Correct horse battery staple', hash)).toBe(false);
  expect(await hashPassword('correct horse battery staple'), 'each has a salt of its own').not.toBe(hash);
});

test.each([
  ['its end', `${'x'.repeat(999)}y`, `${'x'.repeat(999)}z`],
  ['a space behind it', 'a passphrase of mine ', 'a passphrase of mine'],
  ['how an accent is written', 'un mot de passe cach\u00e9', 'un mot de passe cache\u0301'],
  ['a character outside of the first plane', 'sixteen letters 𝒳', 'sixteen letters 𝒴'],
])('it is taken as it was typed: %s counts', async (_, one, other) => {
  const hash = await hashPassword(one);
  expect([await isPassword(one, hash), await isPassword(other, hash)]).toEqual([true, false]);
});

test('without a hash no password is right, and finding that out costs the same work', async () => {
  const hash = await hashPassword('a passphrase of mine');
  const cpu = async (work: () => Promise<unknown>) => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  expect(await isPassword('', undefined)).toBe(false);
  const known = await cpu(() => isPassword('wrong', hash));
  const unknown = await cpu(() => isPassword('wrong', undefined));
  // Both are some tens of thousands of microseconds, and comparing nothing would be a few.
  expect(unknown).toBeGreaterThan(known / 10);
});

test('a hash that was made with other costs is still good', async () => {
  // As RFC 9106 has it: what is stored says how to compare.
  const cheaper = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA';
  const { argon2Sync } = await import('node:crypto');
  const nonce = Buffer.from('c29tZXNhbHRzb21lc2FsdA', 'base64');
  const tag = argon2Sync('argon2id', { message: 'x', nonce, memory: 64, passes: 1, parallelism: 1, tagLength: 32 });
  expect(await isPassword('x', `${cheaper}$${tag.toString('base64').replace(/=+$/, '')}`)).toBe(true);
  await expect(isPassword('x', 'plain')).rejects.toThrow('another form');
});
