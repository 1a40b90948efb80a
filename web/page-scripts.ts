import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify, transformWithOxc, type Plugin } from 'vite';

const folder = fileURLToPath(new URL('src/scripts/', import.meta.url));
/** What they share with the pages. */
const shared = ['src/lib/form-text.ts', 'src/lib/dates.ts', 'src/lib/words.ts', 'src/lib/plural.ts'];
/** The first are of readers' pages, the others of the studio. */
const entries = ['reading', 'diagrams', 'diagram-frame', 'write', 'passkeys'];
const virtual = 'virtual:page-scripts';

/**
 * What runs before anything is painted. It stands in the page itself, since a file would hold up the first view by a round
 * trip; {@link sourceOf} names it to the policy.
 */
export async function firstScript(): Promise<string> {
  const path = `${folder}theme.ts`;
  // The project's settings for types come from what SvelteKit makes later, and change nothing here.
  const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path, { tsconfig: false });
  return (await minify('theme.js', code)).code;
}

/** By what a content security policy allows this text as a script, and no other. */
export const sourceOf = (script: string) => `sha256-${createHash('sha256').update(script).digest('base64')}` as const;

/**
 * The other scripts that pages have: files under our own origin, so that the policy needs no exception, and named by what they
 * hold, so that a browser keeps them. Pages work without; they say which they want by importing this plugin's module.
 *
 * @param first the one that stands in each page, which the module gives as `first`
 */
export function pageScripts(first: string): Plugin {
  let isServing = false;
  return {
    name: 'page-scripts',
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
      return `export const first = ${JSON.stringify(first)};\nexport default ${JSON.stringify(Object.fromEntries(addresses))};`;
    },
  };
}

function builtName(entry: string): string {
  return `_app/immutable/scripts/${entry}-${fingerprint()}.js`;
}

/** Of all of them and of what they bundle: they change together. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('package.json', import.meta.url)));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  for (const path of paths) hash.update(`\0${path.slice(folder.length)}\0`).update(readFileSync(path));
  for (const path of shared) hash.update(`\0${path}\0`).update(readFileSync(new URL(path, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}
