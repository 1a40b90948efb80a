import type { HTTPMethods } from 'fastify';
import type { HostedFunction } from '../lambda-host/functions.ts';

/** A door of the API: what the router needs to know, and what the event says of it. */
export interface Door {
  functionName: string;
  routeKey: string;
  /** The function that says who is calling. */
  authorizer: string | undefined;
  /** Undefined for every method. */
  method: HTTPMethods | undefined;
  /** As Fastify writes it: /api/v1/projects/:project/posts/*; empty for `$default`, which has no address and no parameters. */
  url: string;
  /** The name of the parameter that takes the rest of the path. */
  greedy: string | undefined;
}

export interface Doors {
  doors: Door[];
  /** Answers what no other door answers. */
  fallback: Door | undefined;
}

export function doorsOf(functions: HostedFunction[]): Doors {
  const all = functions.flatMap(({ name, routes }) =>
    routes.map(({ routeKey, authorizer }) => door(name, routeKey, authorizer)),
  );
  return {
    doors: all.filter(({ routeKey }) => routeKey !== '$default'),
    fallback: all.find(({ routeKey }) => routeKey === '$default'),
  };
}

function door(functionName: string, routeKey: string, authorizer: string | undefined): Door {
  const [verb = '', path = ''] = routeKey.split(' ');
  return {
    functionName,
    routeKey,
    authorizer,
    method: verb === 'ANY' || path === '' ? undefined : verb,
    url: path.replace(/\{\w+\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1'),
    greedy: /\{(\w+)\+\}$/.exec(path)?.[1],
  };
}

/** The methods that a door answers: ANY is for those which no other door of the same address names. */
export function methodsOf(door: Door, { doors }: Doors, methods: HTTPMethods[]): HTTPMethods[] {
  if (door.method !== undefined) return [door.method];
  const taken = doors.filter(({ url }) => shape(url) === shape(door.url)).map(({ method }) => method);
  return methods.filter((method) => !taken.includes(method));
}

/** Addresses outside of /api that a door has, with the methods that no door takes: they are the fallback's, not the web's. */
export function methodsLeft({ doors }: Doors, methods: string[]): { url: string; method: string[] }[] {
  const outside = new Map(doors.map(({ url }) => [shape(url), url]));
  return [...outside]
    .filter(([, url]) => !url.startsWith('/api/'))
    .map(([same, url]) => {
      const taken = doors.filter((door) => shape(door.url) === same).map(({ method }) => method);
      return { url, method: taken.includes(undefined) ? [] : methods.filter((method) => !taken.includes(method)) };
    });
}

/** An address without the names of its parameters, which tell no address from another. */
function shape(url: string): string {
  return url.replace(/:\w+/g, ':');
}
