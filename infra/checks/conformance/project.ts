import { join } from 'node:path';

const caller = { name: 'caller' };
const httpApi = (routes: string[], authorizer?: { name: string }) =>
  routes.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { httpApi: { method, path, ...(authorizer && { authorizer }) } };
  });

/** Each function with its export in functions.ts. Their addresses lie below /api, which is where our gateway has doors. */
export const handlers = {
  echo: 'echo',
  'echo-any': 'echo',
  result: 'result',
  slow: 'hanging',
  guarded: 'echo',
  fallback: 'fallback',
  'identity-authorizer': 'authorizer',
} as const;

/** A serverless.yml of its own, small enough to start in seconds: every kind of route, and functions that say what they see. */
export const project = {
  service: 'conformance',
  frameworkVersion: '*',
  plugins: ['serverless-offline'],
  provider: {
    name: 'aws',
    stage: 'local',
    region: 'us-east-1',
    runtime: 'nodejs24.x',
    timeout: 20,
    httpApi: {
      payload: '2.0',
      authorizers: {
        caller: {
          type: 'request',
          functionName: 'identity-authorizer',
          enableSimpleResponses: true,
          payloadVersion: '2.0',
          resultTtlInSeconds: 0,
        },
      },
    },
  },
  custom: {
    // As in our own serverless.yml.
    offline: { customAuthenticationProvider: join(import.meta.dirname, '../../aws/offline-authentication.cjs') },
  },
  functions: {
    echo: {
      handler: 'echo.handler',
      events: httpApi([
        ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'].map((method) => `${method} /api/echo`),
        'GET /api/items/mine',
        'GET /api/items/{id}',
        'GET /api/items/{id}/parts/{part}',
        'GET /api/tree/fixed',
        'GET /api/tree/{proxy+}',
        'GET /api/both',
        'GET /api/deep/{first}/{rest+}',
      ]),
    },
    'echo-any': {
      handler: 'echo-any.handler',
      events: httpApi(['* /api/any', '* /api/both', '* /api/tree/{proxy+}']),
    },
    result: { handler: 'result.handler', events: httpApi(['GET /api/results/{form}', 'HEAD /api/results/{form}']) },
    // serverless-offline ends the thread of a function that took too long; so it has one of its own.
    slow: { handler: 'slow.handler', timeout: 1, events: httpApi(['GET /api/slow']) },
    guarded: {
      handler: 'guarded.handler',
      events: httpApi(['GET /api/guarded/{id}', 'POST /api/guarded/{id}'], caller),
    },
    fallback: { handler: 'fallback.handler', events: [{ httpApi: '*' }] },
    'identity-authorizer': { handler: 'identity-authorizer.handler' },
  },
};
