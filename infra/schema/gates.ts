import { Ajv } from 'ajv';
import { _ } from 'ajv/dist/compile/codegen/index.js';
import standalone from 'ajv/dist/standalone/index.js';
import * as forms from '../../proto/forms.ts';
import type { Described } from './descriptors.ts';
import { type JsonSchema, schemasOf } from './json-schema.ts';

const generated = '// Generated from proto/ by `npm run generate`.';
const base = 'colophon';

/** An Ajv that takes our schemas as they are, strictly: a word that it does not know is an error of ours. */
export function strictAjv(options: object = {}): Ajv {
  const formats = Object.entries(forms.formats).map(([name, check]) => [name, forms[check]] as const);
  return new Ajv({
    strict: true,
    allErrors: true,
    formats: { ...Object.fromEntries(formats), int32: true, uint32: true },
    ...options,
  });
}

/** Schemas that refer to each other within an OpenAPI document, for who has them without that document. */
export function inDefinitions(schemas: Record<string, JsonSchema>): JsonSchema {
  return JSON.parse(JSON.stringify(schemas).replaceAll('"#/components/schemas/', '"#/$defs/')) as JsonSchema;
}

/** Words would only make bundles larger. */
function withoutWords(schemas: JsonSchema): JsonSchema {
  const text = JSON.stringify(schemas, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text) as JsonSchema;
}

export interface Gates {
  code: string;
  types: string;
  /** Which validator stands at the gate of which message, by its full name. */
  byMessage: Map<string, string>;
}

/** One module with the validators of all requests: nothing is compiled or evaluated where it runs, in a function or in a browser. */
export function gatesOf(described: Described): Gates {
  const { schemas, nameOf } = schemasOf(described);
  const names = described.requests.map((message) => [message.typeName, nameOf(message, 'request')] as const);
  const ajv = strictAjv({
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  ajv.addSchema({ $id: base, $defs: withoutWords(inDefinitions(schemas)) });
  const exported = names.map(([, name]) => [validatorName(name), `${base}#/$defs/${name}`] as const);
  const types = exported.map(([name]) => `export declare const ${name}: Validate;\n`);
  return {
    code: selfContained(standalone.default(ajv, Object.fromEntries(exported))),
    types: [generated, `import type { Validate } from '../gate.ts';`, '', ...types].join('\n'),
    byMessage: new Map(names.map(([typeName, name]) => [typeName, validatorName(name)])),
  };
}

function validatorName(schemaName: string): string {
  return `is${schemaName.replaceAll('.', '_')}`;
}

/**
 * What Ajv would take from its own package comes from forms.ts, and what one validator needs is marked so that a bundle
 * can leave out the others'.
 */
function selfContained(code: string): string {
  const own = code
    .replace('"use strict";', '')
    .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, 'forms.codePoints')
    .replace(/= formats\["([\w-]+)"\]/g, (_, name: keyof typeof forms.formats) => `= forms.${forms.formats[name]}`)
    .replaceAll('= new RegExp(', '= /*@__PURE__*/ new RegExp(');
  if (/\brequire\(|\bformats[[.]/.test(own)) throw new Error('The validators ask for something that is not theirs.');
  return `${generated}\nimport * as forms from '../forms.ts';\n${own}\n`;
}
