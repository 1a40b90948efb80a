import scripts from 'virtual:page-scripts';
import mermaid from 'virtual:mermaid';
import type { RequestHandler } from './$types';

/** Mermaid measures letters in styles of its own, which no page allows: this frame does, and nothing else is in it. */
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'unsafe-inline'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'self'`,
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Diagrams</title><meta name="robots" content="noindex"></head>
<body><script type="module" src="${scripts['diagram-frame']}" data-mermaid="${mermaid}"></script></body>
</html>
`;

export const GET: RequestHandler = () =>
  new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } });
