import type { DocumentedRoute } from '../openapi.ts';

/** Asks the running whole, and reads what it answered. */
export type Ask = (path: string, headers?: Record<string, string>, method?: string) => Promise<Walked>;

export interface Walked {
  status: number;
  header: (name: string) => string | null;
  bytes: Uint8Array;
  body: string;
}

/** The whole under an address, asked as its author. */
export function asking(url: string, token: string): Ask {
  return async (path, headers = {}, method = 'GET') => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      redirect: 'manual',
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return {
      status: answer.status,
      header: (name) => answer.headers.get(name),
      bytes,
      body: Buffer.from(bytes).toString(),
    };
  };
}

/**
 * An address for a route with parameters, from what the whole says of itself: a list that stands before a parameter has
 * entries that can stand in its place. Undefined where there is none.
 */
export async function addressOf({ routeKey, operation }: DocumentedRoute, ask: Ask): Promise<string | undefined> {
  let address = '';
  for (const part of routeKey.split(' ')[1]!.split('/').slice(1)) {
    const parameter = /^\{(\w+)(\+?)\}$/.exec(part);
    const value = parameter ? await valueFor(parameter[1]!, parameter[2] === '+', address, ask) : part;
    if (value === undefined) return undefined;
    address += `/${value}`;
  }
  const needed = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = new URLSearchParams(needed.map(({ name }) => [name, 'colophon'] as [string, string]));
  return needed.length > 0 ? `${address}?${query.toString()}` : address;
}

type Entry = Record<string, unknown>;

async function valueFor(name: string, isGreedy: boolean, before: string, ask: Ask): Promise<string | undefined> {
  // The posts of a project stand in its navigation; all else in the list that has the same address.
  if (isGreedy) return firstOf((await entriesAt(before.replace(/\/\w+$/, ''), 'navigation', ask)) ?? [], 'PAGE')?.path;
  if (before.endsWith('/nodes')) return firstOf(await everyTree(ask), 'SECTION')?.id;
  const entries =
    (await entriesAt(before, 'items', ask)) ?? (await entriesAt(studioAddress(before), 'items', ask)) ?? [];
  const names = [name, ...(name === 'n' ? ['revision'] : []), ...(name === 'id' ? [] : ['slug'])];
  const found = entries.flatMap((entry) => names.map((each) => entry[each]).find((value) => value !== undefined) ?? []);
  return found.length > 0 ? `${found[0] as string | number}` : undefined;
}

async function everyTree(ask: Ask): Promise<Entry[]> {
  const projects = (await entriesAt('/api/v1/projects', 'items', ask)) ?? [];
  const trees = projects.map(({ slug }) => entriesAt(`/api/v1/projects/${String(slug)}`, 'navigation', ask));
  return (await Promise.all(trees)).flatMap((tree) => tree ?? []);
}

function studioAddress(address: string): string {
  return address.replace('/api/v1/', '/api/v1/studio/');
}

async function entriesAt(address: string, member: string, ask: Ask): Promise<Entry[] | undefined> {
  const { status, body } = await ask(address);
  if (status !== 200) return undefined;
  const entries = (JSON.parse(body) as Record<string, Entry[] | undefined>)[member];
  return Array.isArray(entries) ? entries : undefined;
}

/** The first page or section of a tree, from its root on. */
function firstOf(nodes: Entry[], type: 'PAGE' | 'SECTION'): { id: string; path: string } | undefined {
  for (const node of nodes) {
    if (node['type'] === type) return { id: String(node['id']), path: String(node['path']) };
    const found = firstOf((node['children'] ?? []) as Entry[], type);
    if (found) return found;
  }
  return undefined;
}

/** One that fits the pattern of each parameter and names nothing. */
export function addressOfNothing({ routeKey }: DocumentedRoute): string {
  const id = '019a0000-0000-7000-8000-00000000dead';
  return routeKey
    .split(' ')[1]!
    .replace(/\{(\w*[iI]d)\}/g, id)
    .replace('{n}', '999999')
    .replace(/\{\w+\+?\}/g, 'nothing-is-here');
}
