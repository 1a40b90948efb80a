import type { Difference } from './compare.ts';
import type { pages } from './pages.ts';

/** One way in which our gateway and serverless-offline differ, on purpose. */
export interface Row {
  what: string;
  gateway: string;
  offline: string;
  why: string;
  page: keyof typeof pages;
  /** Where it shows, and with which requests: each of them has to show it. */
  at: RegExp;
  cases: 'several' | string[];
  /** Where the place alone says too little. */
  when?: (difference: Difference) => boolean;
}

export const explains = ({ at, cases, when }: Row, difference: Difference): boolean =>
  at.test(difference.at) &&
  (cases === 'several' || cases.includes(difference.name)) &&
  (when === undefined || when(difference));

const results = (...forms: string[]) => forms.map((form) => `a result: ${form}`);
const place = /^(?:event\.(?:routeKey|rawPath|pathParameters.*|requestContext\.(?:routeKey|http\.path)))$/;
const whole = /^(?:response\..*|event|route)$/;
const beginsAs = ({ gateway, offline }: Difference) =>
  typeof gateway === 'string' && String(offline).startsWith(gateway);

const ofEvents: Row[] = [
  {
    what: 'what is not there',
    gateway: 'is left out of the event',
    offline: '`body`, `pathParameters`, `queryStringParameters` and `stageVariables` are `null`',
    why: 'Format 2.0 has the fields that a request has; `null` is of format 1.0.',
    page: 'lambda',
    at: /^event\.(?:body|pathParameters|queryStringParameters|stageVariables)$/,
    cases: 'several',
    when: ({ gateway, offline }) => gateway === undefined && offline === null,
  },
  {
    what: 'no cookies',
    gateway: 'no `cookies`',
    offline: 'an empty list',
    why: 'As with all that is not there.',
    page: 'lambda',
    at: /^event\.cookies$/,
    cases: 'several',
    when: ({ gateway, offline }) => gateway === undefined && (offline as unknown[]).length === 0,
  },
  {
    what: 'cookies',
    gateway: 'stand in `cookies` alone',
    offline: 'stand among the headers as well, where the last header hides the others',
    why: 'All cookie headers are taken into `cookies`.',
    page: 'lambda',
    at: /^event\.headers\.cookie$/,
    cases: ['a cookie', 'several cookies', 'cookies in several headers', 'a cookie twice'],
  },
  {
    what: 'repeated headers',
    gateway: 'are joined by commas',
    offline: 'the last one counts',
    why: 'Duplicate headers are combined with commas.',
    page: 'lambda',
    at: /^event\.headers\.x-many$/,
    cases: ['repeated headers'],
  },
  {
    what: '`requestContext` of the API',
    gateway: '`domainName` is the host that was asked for, `domainPrefix` its first label; account and API have ids',
    offline: 'fixed words',
    why: 'They are of the API that answers, and `domainPrefix` is the first label of `domainName`.',
    page: 'variables',
    at: /^event\.requestContext\.(?:accountId|apiId|domainName|domainPrefix)$/,
    cases: 'several',
  },
  {
    what: '`X-Forwarded-For`, `-Port`, `-Proto`',
    gateway: 'are set; the caller’s own address stands at the end of the first',
    offline: 'are what the caller says, if anything',
    why: 'They are reserved: API Gateway writes them.',
    page: 'reserved',
    at: /^event\.headers\.x-forwarded-(?:for|port|proto)$/,
    cases: 'several',
  },
  {
    what: '`x-request-id` and `traceparent`',
    gateway: 'are made where the caller has none',
    offline: 'are missing',
    why: 'One name for a request in all logs. API Gateway has names of its own (`apigw-requestid`, `x-amzn-trace-id`); functions make what is missing.',
    page: 'variables',
    at: /^event\.headers\.(?:x-request-id|traceparent)$/,
    cases: 'several',
  },
  {
    what: 'a route without an authorizer',
    gateway: 'has no `requestContext.authorizer`',
    offline: 'has one with nothing in it',
    why: 'The context is what an authorizer returned.',
    page: 'authorizers',
    at: /^event\.requestContext\.authorizer$/,
    cases: 'several',
    when: ({ gateway }) => gateway === undefined,
  },
  {
    what: 'a route with a Lambda authorizer',
    gateway: '`authorizer.lambda` alone, `null` where it gave no context',
    offline: 'an empty `jwt` beside it, and `{}` for no context',
    why: '`jwt` is there for JWT authorizers; a context is optional.',
    page: 'authorizers',
    at: /^event\.requestContext\.authorizer\.(?:jwt|lambda)$/,
    cases: ['the authorizer lets', 'the authorizer lets-silently', 'the authorizer is asked for one who names nobody'],
  },
  {
    what: 'a body without a type',
    gateway: 'has none',
    offline: 'is called JSON',
    why: 'Headers are the caller’s.',
    page: 'lambda',
    at: /^event\.headers\.content-type$/,
    cases: ['text without a type'],
  },
  {
    what: 'a body in chunks',
    gateway: 'has no length among the headers',
    offline: 'is given one',
    why: 'Headers are the caller’s.',
    page: 'lambda',
    at: /^event\.headers\.content-length$/,
    cases: ['a body in chunks'],
  },
  {
    what: 'a body that is neither text nor JSON, XML or JavaScript',
    gateway: 'is base64, a form too',
    offline: 'is base64 for two types; another’s bytes are lost, for it reads them as UTF-8',
    why: 'Whether a body is encoded follows from its content type.',
    page: 'binary',
    at: /^event\.(?:body|isBase64Encoded)$/,
    cases: ['a form', 'an image'],
  },
];

const ofAddresses: Row[] = [
  {
    what: 'a trailing slash',
    gateway: 'makes another address, and stands in `rawPath`',
    offline: 'is taken off',
    why: 'A route is matched by its whole path, and the full path is handed on.',
    page: 'routes',
    at: place,
    cases: [
      'a trailing slash',
      'a trailing slash after a parameter',
      'a trailing slash after a greedy parameter',
      'a parameter is not empty',
      'a greedy parameter takes one character at least',
    ],
  },
  {
    what: '`{proxy+}`',
    gateway: 'takes what is below an address',
    offline: 'takes the address itself, too',
    why: 'A greedy variable catches all child resources of a route.',
    page: 'routes',
    at: place,
    cases: ['a greedy parameter is no route to its parent'],
  },
  {
    what: '`$default`',
    gateway: 'has no path parameters',
    offline: 'has one that is called `default`',
    why: 'It has no path, and so no variables in it.',
    page: 'routes',
    at: /^event\.pathParameters$/,
    cases: [
      '$default',
      '$default for another method',
      'paths differ by case',
      'two slashes',
      'OPTIONS without a route',
      'a CORS preflight',
    ],
  },
  {
    what: 'an encoded path',
    gateway:
      'is decoded in `rawPath`, as the parameters are; the route was found before, so that `%2F` parts no segments',
    offline: 'stays encoded in `rawPath`',
    why: 'API Gateway decodes before it passes a request on.',
    page: 'routes',
    at: /^event\.(?:rawPath|requestContext\.http\.path)$/,
    cases: [
      'an encoded slash',
      'an encoded slash in lower case',
      'an encoded slash after a greedy parameter',
      'encoded characters',
      'unicode in the path',
      'a backslash',
    ],
  },
  {
    what: '`.` and `..` in a path',
    gateway: 'are names as others',
    offline: 'are resolved, encoded ones too',
    why: 'The full request path is sent to the integration. Clients resolve before they ask (RFC 3986, 5.2.4); whoever did so here would answer from an address that no policy has seen.',
    page: 'routes',
    at: place,
    cases: ['a dot segment', 'two dots', 'encoded dots', 'dots after a greedy parameter'],
  },
  {
    what: 'a path that cannot be decoded',
    gateway: '400 as problem+json',
    offline: '400 in its own words',
    why: 'No page says what API Gateway does; no function could be given it.',
    page: 'routes',
    at: /^response\.(?:body|headers\.content-type|headers\.cache-control)$/,
    cases: ['broken encoding', 'bytes that are no UTF-8'],
  },
  {
    what: '`rawQueryString`',
    gateway: 'is the query as it came',
    offline: 'is written anew',
    why: 'It is raw.',
    page: 'lambda',
    at: /^event\.rawQueryString$/,
    cases: [
      'an empty value',
      'encoding in the query',
      'encoding without need in the query',
      'a comma in the query',
      'a slash and a question mark in the query',
      'broken encoding in the query',
    ],
  },
  {
    what: 'a query parameter that is empty at first',
    gateway: 'keeps its place among the repeated ones',
    offline: 'loses it',
    why: 'Duplicate query strings are combined with commas.',
    page: 'lambda',
    at: /^event\.queryStringParameters\.a$/,
    cases: ['a repeated empty value'],
  },
  {
    what: 'a query parameter named as what every object has',
    gateway: 'is one as others',
    offline: 'is joined with JavaScript’s own',
    why: 'A name is a name.',
    page: 'lambda',
    at: /^event\.queryStringParameters\.(?:__proto__|constructor)$/,
    cases: ['a name that every object has'],
  },
  {
    what: 'HEAD',
    gateway: 'has routes of its own, else goes to ANY or `$default`',
    offline: 'is answered by the route of GET; its own routes are skipped',
    why: 'A route is a method and a path, and no page has HEAD follow GET.',
    page: 'routes',
    at: /^route$/,
    cases: ['HEAD', 'HEAD without a route'],
  },
  {
    what: 'CORS without a configuration',
    gateway: 'OPTIONS goes to its route or to `$default`, and nothing is added',
    offline: 'every origin is let in, with credentials',
    why: 'API Gateway answers preflights and adds headers if CORS is configured.',
    page: 'cors',
    at: /^response\.headers\.access-control-/,
    cases: ['a CORS preflight', 'a call from another origin'],
  },
];

const ofAnswers: Row[] = [
  {
    what: 'headers of an answer',
    gateway: 'are the function’s',
    offline: 'also `cache-control: no-cache`, `accept-ranges`, `vary`, which its HTTP server adds',
    why: 'The response is the function’s.',
    page: 'lambda',
    at: /^response\.headers\.(?:cache-control|accept-ranges|vary)$/,
    cases: 'several',
    when: ({ gateway, offline }) => gateway === undefined && offline !== undefined,
  },
  {
    what: 'a content type without a charset',
    gateway: 'stays as it is',
    offline: 'is given `charset=utf-8`',
    why: 'The response is the function’s.',
    page: 'lambda',
    at: /^response\.headers\.content-type$/,
    cases: 'several',
    when: beginsAs,
  },
  {
    what: 'a result with `statusCode` and without a content type',
    gateway: '`text/plain` if it has a body',
    offline: 'is called JSON, also without a body',
    why: 'JSON is assumed of results without a `statusCode`, and of no others.',
    page: 'lambda',
    at: /^response\.headers\.content-type$/,
    cases: results(
      ...['bare', 'status-as-text', 'no-type', 'numeric-header', 'null-header', 'cookies', 'cookie-header'],
      ...['no-content', 'not-modified'],
    ),
  },
  {
    what: 'a cookie of an answer',
    gateway: 'is sent as it was returned',
    offline: 'is taken apart and written anew',
    why: 'Each cookie becomes a `set-cookie` header.',
    page: 'lambda',
    at: /^response\.cookies$/,
    cases: results('cookies'),
  },
  {
    what: 'a result of `null`, or none',
    gateway: '200 with the body `null`',
    offline: '500',
    why: 'It is valid JSON without a `statusCode`; to JSON nothing is `null`.',
    page: 'lambda',
    at: whole,
    cases: results('null', 'nothing'),
  },
  {
    what: 'a result that is no answer: an invalid status, a body that is no string, a header that is none',
    gateway: '502 as problem+json',
    offline: '500, 502, or the status as it stands',
    why: 'API Gateway says 500 `{"message":"Internal Server Error"}`. That the part behind a gateway failed is 502 (RFC 9110, 15.6.3), and here the body is RFC 9457 on every path.',
    page: 'failures',
    at: whole,
    cases: results(
      ...['status-of-words', 'status-too-small', 'status-too-large', 'status-null', 'header-with-break'],
      ...['object-body', 'number-body'],
    ),
  },
  {
    what: 'a function that throws',
    gateway: '502 as problem+json, and nothing of the error',
    offline: '200 with the error and its stack in the body',
    why: 'API Gateway says 500 `{"message":"Internal Server Error"}`; that it is 502 here is as above.',
    page: 'failures',
    at: whole,
    cases: results('throws', 'rejects', 'throws-a-number'),
  },
  {
    what: 'a function that takes too long',
    gateway: '504 as problem+json',
    offline: '200 with the error and its stack in the body',
    why: 'API Gateway says 500 when the function ran out of time; 504 (RFC 9110, 15.6.5) tells it from one that failed.',
    page: 'failures',
    at: whole,
    cases: ['a function that takes too long'],
  },
  {
    what: 'a result of more than 6 MB',
    gateway: '502',
    offline: 'is sent',
    why: 'Lambda hands back 6 MB of JSON, base64 and escapes included; a larger result is a failure of the function.',
    page: 'lambdaQuotas',
    at: whole,
    cases: results('too-large'),
  },
  {
    what: 'a body of more than 1 MB',
    gateway: '413 as problem+json',
    offline: 'is taken up to 10 MB',
    why: 'API Gateway takes 10 MB and Lambda 6 MB after base64 (413 here, too, where the own limit is set higher). No request of ours is larger than 1 MB: files go to upload targets.',
    page: 'quotas',
    at: whole,
    cases: ['a body of more than 1 MB'],
  },
  {
    what: 'an authorizer that denies',
    gateway: '403 as problem+json',
    offline: '403 without a body',
    why: 'API Gateway says 403 `{"message":"Forbidden"}`. Ours never denies, so errors look the same on every host.',
    page: 'authorizers',
    at: /^response\.(?:body|headers\..*)$/,
    cases: ['the authorizer denies'],
  },
  {
    what: 'an authorizer that says nothing, or not `isAuthorized: true`',
    gateway: '403',
    offline: '500, or lets in',
    why: 'Only the boolean lets anybody in.',
    page: 'authorizers',
    at: whole,
    cases: ['the authorizer says-nothing', 'the authorizer says-words'],
  },
  {
    what: 'an authorizer that throws',
    gateway: '502 as problem+json',
    offline: '403',
    why: 'API Gateway says 500: nobody was denied, and the caller may try again. That it is 502 here is as above.',
    page: 'authorizers',
    at: whole,
    cases: ['the authorizer throws'],
  },
  {
    what: '`requestContext.requestId`',
    gateway: 'is the request’s own, and stands in the problem',
    offline: 'is a fixed word',
    why: 'It names one request.',
    page: 'variables',
    at: /^response\.body$/,
    cases: ['404 of our $default', '405 with Allow of our $default'],
  },
];

/** What is not in it is the same on both. */
export const differences: Row[] = [...ofEvents, ...ofAddresses, ...ofAnswers];
