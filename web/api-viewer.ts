import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const script = fileURLToPath(new URL('browser/standalone.js', import.meta.resolve('@scalar/api-reference')));
const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@scalar/api-reference')), 'utf8'),
) as {
  version: string;
};
const name = `_app/immutable/viewer/api-reference-${version}.js`;

/** The viewer of the API's documentation (functions/operations/get-docs.ts): one script, from this origin like all others. */
export function apiViewer(): Plugin {
  return {
    name: 'api-viewer',
    generateBundle() {
      if (this.environment.name !== 'client') return;
      this.emitFile({ type: 'asset', fileName: name, source: readFileSync(script) });
    },
    configureServer(server) {
      server.middlewares.use(`/${name}`, (_request, response) => {
        response.setHeader('content-type', 'text/javascript').end(readFileSync(script));
      });
    },
  };
}
