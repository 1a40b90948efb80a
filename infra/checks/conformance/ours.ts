/** RFC 9457, and never kept. */
const refused = (status: number) => ({
  'response.status': status,
  'response.headers.content-type': 'application/problem+json',
  'response.headers.cache-control': 'no-store',
});

/** What our gateway gives where the two differ, so that a row excuses this and nothing else. */
export const ours: Record<string, Record<string, unknown>> = {
  'a greedy parameter takes one character at least': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/tree/',
    'event.requestContext.http.path': '/api/tree/',
    'event.requestContext.routeKey': '$default',
  },
  'a greedy parameter is no route to its parent': {
    'event.routeKey': '$default',
    'event.requestContext.routeKey': '$default',
  },
  'a parameter is not empty': {
    'event.rawPath': '/api/items/',
    'event.requestContext.http.path': '/api/items/',
  },
  'a trailing slash': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/echo/',
    'event.requestContext.http.path': '/api/echo/',
    'event.requestContext.routeKey': '$default',
  },
  'a trailing slash after a parameter': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/items/7/',
    'event.requestContext.http.path': '/api/items/7/',
    'event.requestContext.routeKey': '$default',
  },
  'a trailing slash after a greedy parameter': {
    'event.rawPath': '/api/tree/a/',
    'event.requestContext.http.path': '/api/tree/a/',
    'event.pathParameters.proxy': 'a/',
  },
  'an encoded slash': {
    'event.rawPath': '/api/items/a/b',
    'event.requestContext.http.path': '/api/items/a/b',
  },
  'an encoded slash in lower case': {
    'event.rawPath': '/api/items/a/b',
    'event.requestContext.http.path': '/api/items/a/b',
  },
  'an encoded slash after a greedy parameter': {
    'event.rawPath': '/api/tree/a/b/c',
    'event.requestContext.http.path': '/api/tree/a/b/c',
  },
  'encoded characters': {
    'event.rawPath': '/api/items/a b%c?d#e',
    'event.requestContext.http.path': '/api/items/a b%c?d#e',
  },
  'unicode in the path': {
    'event.rawPath': '/api/items/für💙',
    'event.requestContext.http.path': '/api/items/für💙',
  },
  'a dot segment': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/./echo',
    'event.requestContext.http.path': '/api/./echo',
    'event.requestContext.routeKey': '$default',
  },
  'two dots': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/items/../echo',
    'event.requestContext.http.path': '/api/items/../echo',
    'event.requestContext.routeKey': '$default',
  },
  'encoded dots': {
    'event.routeKey': '$default',
    'event.rawPath': '/api/items/../echo',
    'event.requestContext.http.path': '/api/items/../echo',
    'event.requestContext.routeKey': '$default',
  },
  'dots after a greedy parameter': {
    'event.rawPath': '/api/tree/a/../b',
    'event.requestContext.http.path': '/api/tree/a/../b',
    'event.pathParameters.proxy': 'a/../b',
  },
  'a backslash': {
    'event.rawPath': '/api/items/a\\b',
    'event.requestContext.http.path': '/api/items/a\\b',
  },
  'broken encoding': refused(400),
  'bytes that are no UTF-8': refused(400),
  'an empty value': {
    'event.rawQueryString': 'a=&b',
  },
  'a repeated empty value': {
    'event.queryStringParameters.a': ',1',
  },
  'encoding in the query': {
    'event.rawQueryString': 'a%20b=c%26d%3De',
  },
  'encoding without need in the query': {
    'event.rawQueryString': '%61=%7E~%2a*',
  },
  'a comma in the query': {
    'event.rawQueryString': 'a=1,2&a=3%2C4',
  },
  'a slash and a question mark in the query': {
    'event.rawQueryString': 'a=/b?c',
  },
  'broken encoding in the query': {
    'event.rawQueryString': 'a=%zz',
  },
  'a name that every object has': {
    'event.queryStringParameters.__proto__': '1',
    'event.queryStringParameters.constructor': '2',
  },
  'repeated headers': {
    'event.headers.x-many': 'one,two,three',
  },
  'a form': {
    'event.isBase64Encoded': true,
    'event.body': 'YT0xJmI9Mg==',
  },
  'an image': {
    'event.isBase64Encoded': true,
    'event.body': 'iVD/AA0K/g==',
  },
  'a body of more than 1 MB': refused(413),
  HEAD: {
    route: 'HEAD /api/echo',
  },
  'HEAD without a route': {
    route: '$default',
  },
  'the authorizer lets-silently': {
    'event.requestContext.authorizer.lambda': null,
  },
  'the authorizer denies': refused(403),
  'the authorizer says-nothing': refused(403),
  'the authorizer says-words': refused(403),
  'the authorizer throws': refused(502),
  'the authorizer is asked for one who names nobody': {
    'event.requestContext.authorizer.lambda': null,
  },
  'a result: null': {
    'response.status': 200,
    'response.body': 'null',
  },
  'a result: nothing': {
    'response.status': 200,
    'response.body': 'null',
  },
  'a result: status-as-text': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
  },
  'a result: status-of-words': refused(502),
  'a result: status-too-small': refused(502),
  'a result: status-too-large': refused(502),
  'a result: status-null': refused(502),
  'a result: no-type': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
  },
  'a result: numeric-header': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
  },
  'a result: header-with-break': refused(502),
  'a result: null-header': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
  },
  'a result: cookies': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
    'response.cookies': ['a=1; Path=/; HttpOnly', 'b=2; Secure; SameSite=Lax'],
  },
  'a result: cookie-header': {
    'response.headers.content-type': 'text/plain; charset=utf-8',
  },
  'a result: object-body': refused(502),
  'a result: number-body': refused(502),
  'a result: throws': refused(502),
  'a result: rejects': refused(502),
  'a result: throws-a-number': refused(502),
  'a result: too-large': refused(502),
  'a function that takes too long': refused(504),
};
