import { stylesheet } from './_reference-css.ts';

interface Reference {
  $ref?: string;
}
interface Schema extends Reference {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  required?: string[];
  enum?: unknown[];
  format?: string;
  pattern?: string;
  [rule: string]: unknown;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
type Content = Record<string, { schema?: Schema }>;
interface Answer extends Reference {
  description?: string;
  headers?: Record<string, unknown>;
  content?: Content;
}
interface Operation {
  operationId: string;
  tags: string[];
  summary?: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
}
interface Part {
  description?: string;
  schema?: Schema;
}
export interface OpenApi {
  info: { title: string; description: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Answer>;
    headers: Record<string, Part>;
    securitySchemes: Record<string, Part>;
  };
}

interface Placed extends Operation {
  method: string;
  path: string;
}

/** The OpenAPI document as a page that one reads from top to bottom: nothing runs in it, and every name leads to what it names. */
export function referencePage({ info, tags, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Placed => ({ ...operation, method, path })),
  );
  const groups = tags.map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ tags: [first] }) => first === name),
  }));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(info.title)} API</title>
<style>${stylesheet}</style>
<body>
<a class="skip" href="#main">Skip to the operations</a>
<nav aria-label="Operations">
<p><a href="#main">${text(info.title)} API</a></p>
${groups.map((group) => `<p>${text(group.name)}</p>\n<ul>${group.operations.map(entry).join('')}</ul>`).join('\n')}
<p><a href="#problems">Problems</a></p>
<p><a href="#schemas">Schemas</a></p>
</nav>
<main id="main" tabindex="-1">
<header>
<h1>${text(info.title)}</h1>
<p>${prose(info.description)} <a href="/api/v1/openapi.json">The OpenAPI document</a> says the same to machines.</p>
${described('How to say who one is', components.securitySchemes)}
${described('Headers of answers', components.headers)}
</header>
${groups.map(({ name, description, operations: own }) => section(name, description, own.map(operationOf))).join('\n')}
${section('Problems', 'What is refused or fails is answered with one of these, as RFC 9457 has it.', [problems(components.responses)], 'problems')}
${section('Schemas', undefined, Object.entries(components.schemas).map(schemaOf), 'schemas')}
</main>
</body>
</html>
`;
}

function entry({ operationId, method, path }: Placed): string {
  return `<li><a href="#${operationId}"><span class="method ${method}">${method}</span> ${shortened(path)}</a></li>`;
}

function section(name: string, description: string | undefined, parts: string[], id = `group-${name}`): string {
  return `<section id="${id}">\n<h2>${text(name)}</h2>\n${paragraph(description)}${parts.join('\n')}\n</section>`;
}

function operationOf(operation: Placed): string {
  const { operationId, method, path, summary, security, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses).filter(([, { $ref }]) => $ref === undefined);
  const refusals = Object.keys(responses).filter((status) => responses[status]?.$ref !== undefined);
  return `<article id="${operationId}" aria-labelledby="${operationId}-name">
<h3 id="${operationId}-name"><a href="#${operationId}">${text(operationId)}</a></h3>
<p class="address"><span class="method ${method}">${method}</span> <code>${text(path)}</code>${isOpen(security) ? '' : ' <span class="author">the author’s</span>'}</p>
${paragraph(summary)}${rows(
    'Parameters',
    parameters.map(({ name, in: place, required, description, schema = {} }) => [
      `<code>${text(name)}</code> <small>${text(place)}${required ? ', required' : ''}</small>`,
      typeAndRules(schema),
      prose(description ?? schema.description ?? ''),
    ]),
  )}${requestBody ? `<p><b>Body</b> ${contentOf(requestBody.content)}</p>\n` : ''}${rows(
    'Answers',
    answers.map(([status, { description = '', headers = {}, content = {} }]) => [
      `<code>${status}</code>`,
      contentOf(content),
      // Its own summary would only be said again.
      [description === summary ? '' : prose(description), Object.keys(headers).map(code).join(', ')]
        .filter(Boolean)
        .join(' '),
    ]),
  )}${refusals.length > 0 ? `<p><b>Problems</b> ${refusals.map((status) => `<a href="#problem-${status}">${status}</a>`).join(', ')}</p>` : ''}
</article>`;
}

function isOpen(security: unknown[] | undefined): boolean {
  return security !== undefined && security.length === 0;
}

function contentOf(content: Content): string {
  // Of protobuf the document says no schema: it is the same message.
  const said = Object.values(content).flatMap(({ schema }) =>
    schema?.$ref || schema?.type ? [typeAndRules(schema)] : [],
  );
  const schemas = new Set(said.length > 0 ? said : ['text']);
  const types = Object.keys(content).map(code).join(' or ');
  return types === '' ? 'nothing' : `${[...schemas].join(' or ')} <small>as ${types}</small>`;
}

function problems(responses: Record<string, Answer>): string {
  return rows(
    'Problems',
    Object.entries(responses).map(([name, { description = '', content = {} }]) => {
      const status = name.replace('Problem', '');
      return [`<code id="problem-${text(status)}">${text(status)}</code>`, contentOf(content), prose(description)];
    }),
  );
}

function schemaOf([name, schema]: [string, Schema]): string {
  const { properties = {}, required = [], description } = schema;
  return `<article id="schema-${text(name)}">
<h3><a href="#schema-${text(name)}">${text(name)}</a></h3>
${paragraph(description)}${schema.properties ? '' : `<p>${typeAndRules(schema)}</p>`}${rows(
    name,
    Object.entries(properties).map(([property, own]) => [
      `<code>${text(property)}</code>${required.includes(property) ? ' <small>required</small>' : ''}`,
      typeAndRules(own),
      prose(own.description ?? ''),
    ]),
  )}
</article>`;
}

const bounds: Record<string, string> = {
  minLength: 'at least % characters',
  maxLength: 'at most % characters',
  minimum: 'from %',
  maximum: 'to %',
  minItems: 'at least % entries',
  maxItems: 'at most % entries',
};

function typeAndRules(schema: Schema): string {
  const { $ref, type = 'anything', items, additionalProperties, format, pattern } = schema;
  if ($ref !== undefined) {
    const name = text($ref.slice($ref.lastIndexOf('/') + 1));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const rules = Object.entries(bounds).flatMap(([rule, words]) =>
    schema[rule] === undefined ? [] : [words.replace('%', String(schema[rule] as number))],
  );
  if (format !== undefined) rules.unshift(text(format));
  if (schema['uniqueItems'] === true) rules.push('no two the same');
  if (schema.enum) rules.push(schema.enum.map((value) => code(String(value))).join(', '));
  if (pattern !== undefined && !pattern.includes('\\ud800')) rules.push(code(pattern));
  const of = items
    ? ` of ${typeAndRules(items)}`
    : typeof additionalProperties === 'object'
      ? ` of names to ${typeAndRules(additionalProperties)}`
      : '';
  return `${text(type)}${of}${rules.length > 0 ? ` <small>${rules.join(', ')}</small>` : ''}`;
}

function described(caption: string, parts: Record<string, Part>): string {
  return rows(
    caption,
    Object.entries(parts).map(([name, { description = '' }]) => [code(name), prose(description)]),
  );
}

function rows(caption: string, cells: string[][]): string {
  if (cells.length === 0) return '';
  const body = cells.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<div class="wide" role="region" aria-label="${text(caption)}" tabindex="0"><table><caption>${text(caption)}</caption>\n${body.join('\n')}\n</table></div>\n`;
}

function paragraph(description: string | undefined): string {
  return description === undefined ? '' : `<p>${prose(description)}</p>\n`;
}

function prose(description: string): string {
  return text(description).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function code(words: string): string {
  return `<code>${text(words)}</code>`;
}

/** Without what all have in common. */
function shortened(path: string): string {
  return text(path.replace(/^\/api\/v1(?=\/)/, ''));
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function text(words: string): string {
  return words.replace(/[&<>"]/g, (character) => escapes[character]!);
}
