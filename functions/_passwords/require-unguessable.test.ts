import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { weakness } from './require-unguessable.ts';

const words = ['colophon', 'studio', 'ada.lovelace@example.org', 'Ada Lovelace', 'blog.example'];

test('the list holds what it is said to hold', () => {
  const list = dictionary['passwords-common'];
  expect(list).toHaveLength(49_233);
  const long = list.filter((each) => each.length >= 15);
  expect(long.length).toBeGreaterThan(40);
  expect(long.filter((each) => weakness(each, []) === undefined)).toEqual([]);
});

test.each([
  ...[
    'passwordpassword',
    'PasswordPassword',
    'password123456789',
    '!!!!password!!!!',
    'P@ssw0rd12345678',
    'qwerty1234567890',
  ],
  ...['aaaaaaaaaaaaaaaa', 'abababababababab', 'abcabcabcabcabcab', 'correct horse correct horse'],
  ...['123456789012345', 'abcdefghijklmnop', 'qwertyuiopasdfghjkl', 'zyxwvutsrqponmlk', '0987654321098765'],
  ...['ada.lovelace@example.org', 'adalovelace colophon', 'Ada Lovelace studio!', 'colophon-studio-2026'],
])('%s is refused', (password) => {
  expect(weakness(password, words)).toBeDefined();
});

test.each([
  'correct horse battery staple',
  'the moth in relay 70',
  'ein Satz, den nur ich kenne',
  'gXk3!vQz8$Lm2#Pw',
  '一個只有我知道的很長很長的句子',
  'colophon prints the last page of every book',
  '🦋🐛🌿🍃🌱🌻🐝🍯🐻🌲🏔️☁️🌧️🌈🌞',
])('%s is taken', (password) => {
  expect(weakness(password, words)).toBeUndefined();
});
