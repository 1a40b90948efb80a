import { expect, test } from 'vitest';
import { databaseUnderTest } from '../../infra/checks/database-under-test.ts';

const db = databaseUnderTest();

async function holds(check: string, value: string): Promise<boolean> {
  const [row] = await db.sql<{ holds: boolean }>(`select colophon.${check}($1) as holds`, [value]);
  return row!.holds;
}

const forms: [check: string, are: string[], areNot: string[]][] = [
  ['is_slug', ['a', 'a-b_c', '0', 'a'.repeat(100)], ['', 'A', 'a--b', '-a', 'a-', 'ä', 'a b', 'a\n', 'a'.repeat(101)]],
  [
    'is_partial_date',
    [
      '2019',
      '2019-04',
      '2019-12',
      '2019-04-02',
      '2019-01-31',
      '2019-11-30',
      '2024-02-29',
      '2000-02-29',
      '0001',
      '9999-12-31',
    ],
    [
      ...['', '19', '20190', '2019-4', '2019-00', '2019-13', '2019-04-00', '2019-04-31', '2019-01-32', '2019-02-29'],
      ...[
        '1900-02-29',
        '2019-02-30',
        '0000',
        '0000-02-29',
        '2019-04-02T00:00:00Z',
        '2019-04\n',
        '٢٠١٩',
        ' 2019',
        '-2019',
      ],
    ],
  ],
  [
    'is_web_address',
    ['https://a', 'http://example.org/a?b#c', 'https://example.org?b', 'https://exämple.org/ü', 'http://[::1]:8080/'],
    [
      '',
      'https://',
      'https:///a',
      'https://?',
      'ftp://a',
      'javascript:alert(1)',
      '//a',
      '/a',
      'https://a b',
      'https://a\n',
      ' https://a',
      'https://a\u00a0b',
    ],
  ],
  [
    'is_link',
    ['/', '/about', '/a?b#c', 'https://a', 'http://example.org/', 'mailto:a@example.org', 'tel:+49-30-1'],
    [
      '',
      '//evil.example',
      '/\\evil.example',
      'about',
      '#a',
      'javascript:alert(1)',
      'data:text/html,x',
      'mailto:',
      'https://',
      'https://a b',
      '/a b',
      '/a\n',
    ],
  ],
  [
    'is_language_tag',
    ['en', 'pt-BR', 'zh-Hant-TW', 'es-419', 'sl-nedis', 'de-CH-1996', 'gsw', 'EN'],
    ['', 'e', 'english', 'en_GB', 'en-', '-en', 'en--GB', 'en-GB-', 'pt-BRA', 'en-x-private', 'en\n', 'ſv'],
  ],
];

test.each(forms.flatMap(([check, are]) => are.map((value) => [check, value] as const)))(
  '%s: %j is one',
  async (check, value) => {
    expect(await holds(check, value)).toBe(true);
  },
);

test.each(forms.flatMap(([check, , areNot]) => areNot.map((value) => [check, value] as const)))(
  '%s: %j is none',
  async (check, value) => {
    expect(await holds(check, value)).toBe(false);
  },
);

test('the days that exist are exactly those that a calendar has', async () => {
  const rows = await db.sql(`
    select day from generate_series(date '1896-01-01', date '2104-12-31', '1 day') day
    where not colophon.is_partial_date(to_char(day, 'YYYY-MM-DD'))`);
  expect(rows).toEqual([]);
  const [row] = await db.sql<{ many: string }>(`
    select count(*)::text as many from generate_series(1896, 2104) year, generate_series(0, 13) month, generate_series(0, 32) day
    where colophon.is_partial_date(year || '-' || lpad(month::text, 2, '0') || '-' || lpad(day::text, 2, '0'))`);
  const [days] = await db.sql<{ many: string }>(`select (date '2105-01-01' - date '1896-01-01')::text as many`);
  expect(row).toEqual(days);
});

test.each([
  ['2019', '', true],
  ['2019', '2019', true],
  ['2019-04', '2019', true],
  ['2019-12-31', '2019', true],
  ['2019', '2019-01', true],
  ['2019-02-28', '2019-02', true],
  ['2019-04-02', '2019-04-02', true],
  ['2019', '2018', false],
  ['2019', '2018-12-31', false],
  ['2019-05', '2019-04', false],
  ['2019-04-03', '2019-04-02', false],
])('from %j to %j is a timeframe: %j', async (first, last, is) => {
  expect(await db.sql(`select colophon.is_timeframe($1, $2) as is`, [first, last])).toEqual([{ is }]);
});
