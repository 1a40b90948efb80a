import { relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { importProblem } from './import-table.ts';

const root = new URL('../../', import.meta.url).pathname;

/** Holds every import, static or dynamic, of values or of types, against the import table. */
export const importsRule: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const check = (node: Rule.Node) => {
      const specifier = (node as { source?: { value?: unknown } | null | undefined }).source?.value;
      const message = typeof specifier === 'string' ? importProblem(file, specifier) : undefined;
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
