import type { DescFile } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { kinds } from './object-key.ts';
import { nameOfShape, readFiles, readSchema } from './read-schema.ts';

/** A file with all that it imports of ours. */
function withImports(file: DescFile): DescFile[] {
  return [file, ...file.dependencies.flatMap(withImports)].filter(({ name }) => name.startsWith('colophon/'));
}

test('whatever readers are answered with is in the name of what is cached, with all that it is made of', () => {
  const needed = Object.values(kinds).flatMap(({ schema }) => withImports(schema.file));
  const named = new Set(readFiles.map(({ name }) => name));
  expect(needed.map(({ name }) => name).filter((name) => !named.has(name) && !withoutFields.includes(name))).toEqual(
    [],
  );
});

/** What may be sent to us: it changes nothing in what is answered. */
const withoutFields = ['colophon/rules/v1/rules'];

test('another shape has another name', () => {
  const [first, ...others] = readFiles;
  const grown = structuredClone(first!.proto);
  grown.messageType[0]!.field.pop();
  expect(nameOfShape(readFiles.map(({ proto }) => proto))).toBe(readSchema);
  expect(nameOfShape([grown, ...others.map(({ proto }) => proto)])).not.toBe(readSchema);
});
