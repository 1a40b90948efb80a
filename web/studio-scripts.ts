import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const folder = fileURLToPath(new URL('src/scripts/', import.meta.url));
/** What they share with the pages. */
const shared = ['src/lib/form-text.ts', 'src/lib/dates.ts', 'src/lib/words.ts', 'src/lib/plural.ts'];
const entries = ['write', 'passkeys', 'diagrams', 'diagram-frame', 'zoom'];
const virtual = 'virtual:studio-scripts';

/**
 * The few scripts of the studio: files under our own origin, so that the policy needs no exception, and named by what they
 * hold, so that a browser keeps them. Pages work without; they say which they want by importing this plugin's module.
 */
export function studioScripts(): Plugin {
  let isServing = false;
  return {
    name: 'studio-scripts',
    configResolved({ command }) {
      isServing = command === 'serve';
    },
    buildStart() {
      if (isServing || this.environment.name !== 'client') return;
      for (const entry of entries)
        this.emitFile({ type: 'chunk', id: `${folder}${entry}.ts`, fileName: builtName(entry) });
    },
    resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
    load(id) {
      if (id !== `\0${virtual}`) return undefined;
      const addresses = entries.map((entry) => [
        entry,
        isServing ? `/src/scripts/${entry}.ts` : `/${builtName(entry)}`,
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(addresses))};`;
    },
  };
}

function builtName(entry: string): string {
  return `_app/immutable/studio/${entry}-${fingerprint()}.js`;
}

/** Of all of them and of what they bundle: they change together. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('package.json', import.meta.url)));
  for (const name of readdirSync(folder).sort()) hash.update(`\0${name}\0`).update(readFileSync(`${folder}${name}`));
  for (const path of shared) hash.update(`\0${path}\0`).update(readFileSync(new URL(path, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}
