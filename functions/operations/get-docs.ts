import { digest, matches } from '../_http/reply.ts';
import { query } from '../_http/request.ts';
import { route } from '../_http/route.ts';

/** Among the assets of the web, which has it from the package of this version; a test compares the two. */
const viewer = '/_app/immutable/viewer/api-reference-1.46.4.js';

const configuration = {
  theme: 'none',
  layout: 'modern',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
};

/** Everything comes from this origin, and goes nowhere else: what the viewer would fetch from its makers is refused. */
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Colophon API</title>
<body>
<noscript><p>This page needs a script to show <a href="/api/v1/openapi.json">the OpenAPI document</a>, which can be read as it is.</p></noscript>
<script id="api-reference" data-url="/api/v1/openapi.json" data-configuration="${attribute(configuration)}"></script>
<script src="${viewer}"></script>
</body>
</html>
`;
const etag = digest(page);

/** GET /api/v1/docs */
export const handler = route(async (event) => {
  query(event);
  const headers = { 'cache-control': 'public, no-cache', etag: `"${etag}"`, 'content-security-policy': policy };
  if (matches(event, etag)) return { statusCode: 304, headers };
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: page };
});

function attribute(value: object): string {
  return JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
