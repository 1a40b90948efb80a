import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { breaks } from './baseline.ts';
import { protoFolder } from './descriptors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colophon-proto-'));
  cpSync(protoFolder, folder, { recursive: true, filter: (path) => !path.startsWith(join(protoFolder, 'gen')) });
});
afterEach(() => rmSync(folder, { recursive: true }));

function change(from: string, to: string): void {
  const file = join(folder, 'colophon', 'site', 'v1', 'site.proto');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

test('the schema as it stands breaks nobody', () => {
  expect(breaks(folder)).toEqual([]);
});

test('a field more breaks nobody', () => {
  change('string updated_at = 6;', 'string updated_at = 6;\n  string motto = 20;');
  expect(breaks(folder)).toEqual([]);
});

test.each([
  ['a field that is gone', 'string updated_at = 6;', ''],
  ['a field of another type', 'string updated_at = 6;', 'int32 updated_at = 6;'],
  ['a field of another name', 'string updated_at = 6;', 'string changed_at = 6;'],
  ['a field of another number', 'string updated_at = 6;', 'string updated_at = 16;'],
])('%s is a break, and named', (_, from, to) => {
  change(from, to);
  expect(breaks(folder).join('\n')).toMatch(/site\.proto.*(field|Field)/);
});
