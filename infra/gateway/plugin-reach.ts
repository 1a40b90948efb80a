import { CannotStart } from '../services/cannot-start.ts';
import { plainPath } from './plain-path.ts';
import type { Door } from './routes.ts';

/** Whether a plugin sees a request. */
export type Sees = (path: string, method: string) => boolean;

/** Asked once for each route: true and false where the route alone decides, so that its requests need not be looked at. */
export type Reach = (url: string, methods: string[]) => boolean | Sees;

interface Pattern {
  method: string | undefined;
  path: string;
  /** It ends in `*`: everything that begins so, and the address without its last slash. */
  isPrefix: boolean;
}

/**
 * `for` names what a plugin sees, everything where it says nothing, and `except` what of that it does not: `/studio/*`,
 * `GET /api/v1/projects/{project}`. A parameter stands for a route as serverless.yml writes it, by any name; a word for the
 * address that was asked for.
 */
export function reachOf(
  entry: { for?: string[]; except?: string[] },
  doors: Pick<Door, 'routeKey'>[],
  where: string,
): Reach {
  const included = (entry.for ?? ['/*']).map(read);
  const excluded = (entry.except ?? []).map(read);
  for (const pattern of [...included, ...excluded]) requireDoor(pattern, doors, where);
  return (url, methods) => {
    const within = anyOf(included, templateOf(url), methods);
    const without = anyOf(excluded, templateOf(url), methods);
    if (within === false || without === true) return false;
    if (within === true && without === false) return true;
    // Seen where either reading of the address is named, and excepted only where both are.
    return (path, method) => {
      const plain = plainPath(path);
      if (plain === path) return holds(within, path, method) && !holds(without, path, method);
      return (
        (holds(within, path, method) || holds(within, plain, method)) &&
        !(holds(without, path, method) && holds(without, plain, method))
      );
    };
  };
}

function holds(decision: boolean | Sees, path: string, method: string): boolean {
  return typeof decision === 'boolean' ? decision : decision(path, method);
}

function anyOf(patterns: Pattern[], template: string, methods: string[]): boolean | Sees {
  const decisions = patterns.map((pattern) => decide(pattern, template, methods));
  if (decisions.includes(true)) return true;
  const open = decisions.filter((decision) => typeof decision !== 'boolean');
  return open.length > 0 && ((path, method) => open.some((sees) => sees(path, method)));
}

function decide(pattern: Pattern, template: string, methods: string[]): boolean | Sees {
  if (pattern.method !== undefined && !methods.includes(pattern.method)) return false;
  const named = fitsPath(pattern, template);
  const isOpen = template.includes('\0') && pattern.path.startsWith(template.slice(0, template.indexOf('\0')));
  if (!named && !isOpen) return false;
  if (named && (pattern.method === undefined || methods.length === 1)) return true;
  return (path, method) =>
    (pattern.method === undefined || pattern.method === method) && (named || fitsPath(pattern, path));
}

function read(text: string): Pattern {
  const [, method, path = ''] = /^(?:([A-Z]+) )?(\S+)$/.exec(text) ?? [];
  const isPrefix = path.endsWith('*');
  return { method, path: templateOf(isPrefix ? path.slice(0, -1) : path), isPrefix };
}

function fitsPath({ path, isPrefix }: Pattern, asked: string): boolean {
  if (!isPrefix) return path === asked;
  return asked.startsWith(path) || (path.endsWith('/') && asked === path.slice(0, -1));
}

/** Parameters by any name are the same address: `{project}` of serverless.yml and `:project` of the router. */
function templateOf(url: string): string {
  return url.replace(/\{\w+\+\}|\*$/g, '\0').replace(/\{\w+\}|:\w+/g, '\0');
}

/** A pattern of the API that no door fits would never see anything: it is a slip of the pen. */
function requireDoor(pattern: Pattern, doors: Pick<Door, 'routeKey'>[], where: string): void {
  if (!pattern.path.startsWith('/api/')) return;
  const isThere = doors.some(({ routeKey }) => {
    const [method = '', path = ''] = routeKey.split(' ');
    return decide(pattern, templateOf(path), method === 'ANY' ? [pattern.method ?? method] : [method]) !== false;
  });
  if (!isThere) throw new CannotStart(`${where}: no route of the API is at ${pattern.path.replaceAll('\0', '{…}')}.`);
}
