import type { HTTPMethods } from 'fastify';
import type { HostedFunction } from '../lambda-host/functions.ts';

/** A door of the API: what the router needs to know, and what the event says of it. */
export interface Door {
  functionName: string;
  routeKey: string;
  authorizer: string | undefined;
  /** Undefined for every method. */
  method: HTTPMethods | undefined;
  /** As Fastify writes it: /api/v1/projects/:project/posts/* */
  url: string;
  /** The name of a parameter that takes the rest of the path. */
  greedy: string | undefined;
}

export interface Doors {
  doors: Door[];
  /** Answers whatever no other door answers. */
  fallback: Door | undefined;
}

export function doorsOf(functions: HostedFunction[]): Doors {
  const all = functions.flatMap(({ name, routes }) => routes.map(({ routeKey, authorizer }) => door(name, routeKey, authorizer)));
  return { doors: all.filter(({ routeKey }) => routeKey !== '$default'), fallback: all.find(({ routeKey }) => routeKey === '$default') };
}

function door(functionName: string, routeKey: string, authorizer: string | undefined): Door {
  const [verb = '', path = ''] = routeKey.split(' ');
  const greedy = /\{(\w+)\+\}$/.exec(path)?.[1];
  const url = path.replace(/\{\w+\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
  return { functionName, routeKey, authorizer, method: verb === 'ANY' || path === '' ? undefined : (verb as HTTPMethods), url, greedy };
}

/** The first parts of the paths that belong to the API, so that what is unknown there is never asked of the web. */
export function apiPrefixes({ doors }: Doors): string[] {
  const first = doors.map(({ url }) => `/${url.split('/')[1] ?? ''}`);
  return [...new Set(['/api', ...first])];
}
