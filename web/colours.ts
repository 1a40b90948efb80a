import { readFileSync } from 'node:fs';
import { formatHex, parse, toGamut } from 'culori';
import type { Plugin } from 'vite';

const virtual = 'virtual:colours';
const intoScreens = toGamut('rgb', 'oklch');
/** A colour may have brackets of its own. */
const colour = String.raw`\s*((?:[^(),;]|\([^)]*\))+?)\s*`;
const pair = new RegExp(String.raw`--color-([\w-]+):(?:\s*light-dark\(${colour},${colour}\)|${colour});`, 'g');

/** By day and by night, as six digits: for what no style sheet reaches. */
export interface Pair {
  day: string;
  night: string;
}

/** The colours that a style sheet names, by name. @throws Error that names what is no colour */
export function coloursIn(css: string): Record<string, Pair> {
  const found = css.matchAll(pair);
  return Object.fromEntries<Pair>(
    [...found].map(([, name, day, night, both]) => [
      name!,
      { day: hex(name!, day ?? both!), night: hex(name!, night ?? both!) },
    ]),
  );
}

function hex(name: string, value: string): string {
  const parsed = parse(value);
  if (!parsed) throw new Error(`tokens.css: --color-${name} is ${value}, which is no colour.`);
  return formatHex(intoScreens(parsed));
}

/** The site's colours where they are drawn and not styled: the module `virtual:colours`, and the favicon. */
export function colours(): Plugin {
  const found = coloursIn(readFileSync(new URL('src/lib/styles/tokens.css', import.meta.url), 'utf8'));
  const favicon = readFileSync(new URL('favicon.svg', import.meta.url), 'utf8').replace(
    /%([\w-]+)\.(day|night)%/g,
    (_, name: string, light: keyof Pair) => found[name]![light],
  );
  let isServing = false;
  return {
    name: 'colours',
    configResolved({ command }) {
      isServing = command === 'serve';
    },
    configureServer({ middlewares }) {
      middlewares.use('/favicon.svg', (_request, response) => {
        response.setHeader('content-type', 'image/svg+xml');
        response.end(favicon);
      });
    },
    buildStart() {
      if (isServing || this.environment.name !== 'client') return;
      this.emitFile({ type: 'asset', fileName: 'favicon.svg', source: favicon });
    },
    resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
    load: (id) => (id === `\0${virtual}` ? `export default ${JSON.stringify(found)};` : undefined),
  };
}
