import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.resolve('mermaid')));
const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as { version: string };
const base = `_app/immutable/mermaid-${version}/`;
const entry = 'mermaid.esm.min.mjs';
const chunks = 'chunks/mermaid.esm.min/';
const virtual = 'virtual:mermaid';

/** Mermaid as it is published, a file for each kind of diagram: browsers fetch those that a page shows, from this origin. */
export function mermaidFiles(): Plugin {
  return {
    name: 'mermaid-files',
    resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
    load: (id) => (id === `\0${virtual}` ? `export default ${JSON.stringify(`/${base}${entry}`)};` : undefined),
    generateBundle() {
      if (this.environment.name !== 'client') return;
      const names = readdirSync(join(folder, chunks)).filter((name) => name.endsWith('.mjs'));
      for (const name of [entry, ...names.map((each) => chunks + each)])
        this.emitFile({ type: 'asset', fileName: base + name, source: readFileSync(join(folder, name)) });
    },
    configureServer(server) {
      server.middlewares.use(`/${base}`, (request, response, next) => {
        const name = /^\/((?:chunks\/mermaid\.esm\.min\/)?[\w.-]+\.mjs)$/.exec(request.url ?? '')?.[1];
        if (!name) return next();
        response.setHeader('content-type', 'text/javascript').end(readFileSync(join(folder, name)));
      });
    },
  };
}
