import { expect, test } from 'vitest';
import { securityText } from './security-text.ts';

const channel = (kind: string, href: string) => ({
  ...{ id: '', label: kind, position: 0, createdAt: '', updatedAt: '' },
  ...{ kind, href },
});
const self = 'https://blog.example/.well-known/security.txt';

test('what was made for it comes first, and it ends within less than a year', () => {
  const channels = [
    channel('github', 'https://github.example/me'),
    channel('email', 'mailto:me@blog.example'),
    channel('security', 'https://blog.example/report'),
    channel('here', '/projects/one'),
  ];
  expect(securityText(channels, self, new Date('2026-11-28T12:00:00Z'))).toBe(
    [
      'Contact: https://blog.example/report',
      'Contact: mailto:me@blog.example',
      'Contact: https://github.example/me',
      'Expires: 2027-05-01T00:00:00Z',
      `Canonical: ${self}`,
      '',
    ].join('\n'),
  );
});

test('without anybody to turn to there is none', () => {
  expect(securityText([channel('here', '/projects/one')], self, new Date())).toBeUndefined();
  expect(securityText([channel('evil', 'https://a.example/\nContact: x')], self, new Date())).toBeUndefined();
});
