import type { FastifyContextConfig, FastifyRequest } from 'fastify';

const known = Symbol('config');
type Knowing = FastifyRequest & { [known]?: FastifyContextConfig };

/** What is known of the route that takes a request. The framework makes a new object for each look at it. */
export function configOf(request: FastifyRequest): FastifyContextConfig {
  return ((request as Knowing)[known] ??= request.routeOptions.config);
}
