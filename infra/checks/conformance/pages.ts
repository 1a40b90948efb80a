const guide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';

/** The pages that decide who is right. */
export const pages = {
  lambda: {
    title: 'Create AWS Lambda proxy integrations for HTTP APIs in API Gateway',
    url: `${guide}/http-api-develop-integrations-lambda.html`,
  },
  failures: {
    title: 'Troubleshooting issues with HTTP API Lambda integrations',
    url: `${guide}/http-api-troubleshooting-lambda.html`,
  },
  routes: { title: 'Create routes for HTTP APIs in API Gateway', url: `${guide}/http-api-develop-routes.html` },
  authorizers: {
    title: 'Control access to HTTP APIs with AWS Lambda authorizers',
    url: `${guide}/http-api-lambda-authorizer.html`,
  },
  cors: { title: 'Configure CORS for HTTP APIs in API Gateway', url: `${guide}/http-api-cors.html` },
  variables: { title: 'Customize HTTP API access logs', url: `${guide}/http-api-logging-variables.html` },
  reserved: {
    title: 'Transform API requests and responses for HTTP APIs in API Gateway',
    url: `${guide}/http-api-parameter-mapping.html`,
  },
  quotas: {
    title: 'Quotas for configuring and running an HTTP API in API Gateway',
    url: `${guide}/http-api-quotas.html`,
  },
  lambdaQuotas: {
    title: 'Lambda quotas',
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  binary: {
    title: 'Handling binary data using Amazon API Gateway HTTP APIs',
    url: 'https://aws.amazon.com/blogs/compute/handling-binary-data-using-amazon-api-gateway-http-apis/',
  },
} as const;
