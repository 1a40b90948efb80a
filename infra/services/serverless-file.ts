import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { ScalarTag, CollectionTag } from 'yaml';
import { CannotStart } from './cannot-start.ts';

export type Tree = Record<string, unknown>;

export const serverlessFile = join(import.meta.dirname, '..', '..', 'serverless.yml');

/** The stage whose names the local queues and functions carry. */
export const localStage = 'local';

/** Reads serverless.yml as far as we need it: CloudFormation's tags, included files, and the variables that a file alone can answer. */
export function readServerlessFile(path = serverlessFile, stage = localStage): Tree {
  const root = readYaml(path);
  return resolveVariables(root, root, path, stage) as Tree;
}

/** The resources of the stack, from a map or from a list of maps. */
export function resourcesOf(file: Tree): Record<string, Tree> {
  const parts = [file['resources']].flat().filter(isTree);
  return Object.assign({}, ...parts.map((part) => (isTree(part['Resources']) ? part['Resources'] : {}))) as Record<
    string,
    Tree
  >;
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readYaml(path: string): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CannotStart(`The file ${path} is missing or cannot be read.`);
  }
  try {
    return parse(text, { customTags: cloudFormationTags }) as Tree;
  } catch (error) {
    throw new CannotStart(`The file ${path} is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** `!GetAtt Queue.Arn` means { 'Fn::GetAtt': ['Queue', 'Arn'] }: both ways of writing it read the same from here on. */
const cloudFormationTags = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Split',
  'ImportValue',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'FindInMap',
  'Base64',
  'GetAZs',
  'Cidr',
].flatMap((name): (ScalarTag | CollectionTag)[] => {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const long = (value: unknown): Tree => ({
    [key]: name === 'GetAtt' && typeof value === 'string' ? halves(value) : value,
  });
  const ofNodes = (nodes: { toJSON(): unknown }) => long(nodes.toJSON()) as never;
  return [
    { tag: `!${name}`, resolve: (text: string) => long(text) },
    { tag: `!${name}`, collection: 'seq', resolve: ofNodes },
    { tag: `!${name}`, collection: 'map', resolve: ofNodes },
  ];
});

function halves(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function resolveVariables(value: unknown, root: Tree, path: string, stage: string): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveVariables(item, root, path, stage));
  if (isTree(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolveVariables(item, root, path, stage)]),
    );
  }
  if (typeof value !== 'string') return value;
  const included = /^\$\{file\(([^)]+)\)(?::([\w.-]+))?\}$/.exec(value);
  if (included?.[1]) {
    const part = at(readYaml(join(dirname(path), included[1])), included[2]);
    return resolveVariables(part, root, path, stage);
  }
  const whole = /^\$\{self:([\w.-]+)\}$/.exec(value);
  if (whole) return resolveVariables(at(root, whole[1]), root, path, stage);
  return value
    .replace(/\$\{(?:sls:stage|opt:stage(?:,[^}]*)?)\}/g, stage)
    .replace(/\$\{self:([\w.-]+)\}/g, (_, name: string) => String(resolveVariables(at(root, name), root, path, stage)));
}

function at(tree: unknown, dotted: string | undefined): unknown {
  return (dotted?.split('.') ?? []).reduce<unknown>((part, name) => (isTree(part) ? part[name] : undefined), tree);
}
