import type { FastifyContextConfig } from 'fastify';
import type { PluginRequest } from './plugin.ts';

const known = Symbol('config');
type Knowing = PluginRequest & { [known]?: FastifyContextConfig };

/** What is known of the route that takes a request. The framework makes a new object for each look at it. */
export function configOf(request: PluginRequest): FastifyContextConfig {
  return ((request as Knowing)[known] ??= request.routeOptions.config);
}
