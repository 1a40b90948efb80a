import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const declaration = /^export const (\w+Schema) = \/\*@__PURE__\*\/\n {2}(messageDesc\((file_\w+), \d+(?:, \d+)*\));$/gm;
const description = /Describes the message ([\w.]+)\./g;

/**
 * What protoc-gen-es made, with each request's validator at its descriptor: whoever has the one has the other, and a bundle
 * that leaves out the descriptor leaves out both.
 * @returns the changed files by their names below the folder
 */
export function gatedMessages(folder: string, byMessage: Map<string, string>): Map<string, string> {
  const left = new Set(byMessage.keys());
  const changed = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('_pb.js'),
  )) {
    const source = readFileSync(join(folder, name), 'utf8');
    const names = [...source.matchAll(description)].map(([, typeName = '']) => typeName);
    const used: string[] = [];
    let index = 0;
    const gated = source.replace(declaration, (whole, schema: string, descriptor: string) => {
      const typeName = names[index++] ?? '';
      const validator = byMessage.get(typeName);
      if (!validator) return whole;
      left.delete(typeName);
      used.push(validator);
      return `export const ${schema} = /*@__PURE__*/\n  gated(/*@__PURE__*/ ${descriptor}, ${validator});`;
    });
    if (used.length > 0) changed.set(name, withImports(gated, name, used));
  }
  if (left.size > 0) throw new Error(`These requests were not found in the generated code: ${[...left].join(', ')}.`);
  return changed;
}

function withImports(source: string, name: string, validators: string[]): string {
  const up = relative(join('/', name, '..'), '/')
    .split(sep)
    .join('/');
  const imports = `import { ${validators.join(', ')} } from "${up}/gates.js";\nimport { gated } from "${up}/../gate.ts";\n`;
  return source.replace(/^import /m, `${imports}import `);
}
