import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { functionSources, functionsFolder } from '../lambda-host/sources.ts';
import type { Resource } from './package-limits.ts';

type Invoked = Record<string, string[]>;

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

/** Stage → the functions that it asks: those that its files name, and those that build what it looks for in the cache. */
export function invokedByCode(): Invoked {
  const names = [...functionSources().keys()];
  const builders = readFileSync(join(functionsFolder, '_keys', 'object-key.ts'), 'utf8');
  const invoked: Invoked = {};
  for (const path of globSync('[a-z]*/**/*.ts', { cwd: functionsFolder, exclude: ['**/*.test.ts'] })) {
    const text = readFileSync(join(functionsFolder, path), 'utf8');
    const named = /\bobjectKey(Of)?\(/.test(text) ? text + builders : text;
    (invoked[path.split(sep)[0]!] ??= []).push(...names.filter((name) => named.includes(`'${name}'`)));
  }
  return sorted(invoked);
}

/** Stage → the functions that its role lets it invoke. */
export function invokedByRoles(roles: Map<string, Resource>, prefix: string): Invoked {
  const invoked: Invoked = {};
  for (const [stage, { Properties }] of roles) {
    const [{ PolicyDocument }] = Properties['Policies'] as [{ PolicyDocument: { Statement: Statement[] } }];
    const allowed = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
    const invoking = allowed.filter(({ Action }) => [Action].flat().some((action) => /^(\*|lambda:)/.test(action)));
    invoked[stage] = invoking
      .flatMap(({ Resource }) => [Resource].flat())
      .map((resource) => functionOf(resource, prefix));
  }
  return sorted(invoked);
}

function functionOf(resource: unknown, prefix: string): string {
  const arn = (resource as { 'Fn::Sub': string })['Fn::Sub'];
  return arn.split(`:function:${prefix}`)[1] ?? arn;
}

function sorted(invoked: Invoked): Invoked {
  return Object.fromEntries(Object.entries(invoked).map(([stage, names]) => [stage, [...new Set(names)].sort()]));
}
