/**
 * How serverless-offline asks who is calling. Left to itself it hands the authorizer the headers as they were written, while
 * AWS writes their names in lower case; so the caller of `Authorization: Bearer …` would be nobody. It is CommonJS, and one
 * strategy for each route, because that is what serverless-offline takes.
 */
module.exports = ({ authorizer }, functionName, method, path) => {
  const name = `${functionName} ${method} ${path}`;
  const authenticate = authorizer ? askAuthorizer : (request, h) => h.authenticated({ credentials: {} });
  return { name, scheme: name, getAuthenticateFunction: () => ({ authenticate }) };
};

async function askAuthorizer(request, h) {
  const { LAMBDA_ENDPOINT: endpoint, FUNCTION_PREFIX: prefix } = process.env;
  const asked = await fetch(`${endpoint}/2015-03-31/functions/${prefix}identity-authorizer/invocations`, {
    method: 'POST',
    body: JSON.stringify(authorizerEvent(request)),
  });
  const { isAuthorized, context } = await asked.json();
  if (!isAuthorized) return h.response().code(403).takeover();
  return h.authenticated({ credentials: { context } });
}

function authorizerEvent({ method, path, headers, url, params, info }) {
  return {
    version: '2.0',
    type: 'REQUEST',
    identitySource: [],
    rawPath: path,
    rawQueryString: url.search.slice(1),
    headers,
    pathParameters: params,
    requestContext: {
      http: { method: method.toUpperCase(), path, sourceIp: info.remoteAddress },
      requestId: info.id,
      stage: '$default',
    },
  };
}
