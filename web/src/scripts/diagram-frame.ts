import type { Mermaid } from 'mermaid';
import type { Drawing, Drawn } from './diagram-messages.ts';

const address = document.querySelector<HTMLScriptElement>('script[data-mermaid]')!.dataset['mermaid']!;
const { default: mermaid } = (await import(/* @vite-ignore */ address)) as { default: Mermaid };

const nothing: Drawn = { svg: '', width: 0, height: 0, title: '' };
let count = 0;
/** Mermaid keeps its settings for all: one diagram after the other. */
let last: Promise<unknown> = Promise.resolve();

addEventListener('message', ({ source, origin, data, ports: [port] }: MessageEvent<Drawing>) => {
  if (source !== parent || origin !== location.origin || !port) return;
  last = last.then(async () => port.postMessage(await draw(data).catch(() => nothing)));
});
parent.postMessage('ready', location.origin);

async function draw({ source, isDark }: Drawing): Promise<Drawn> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    theme: isDark ? 'dark' : 'neutral',
    // An image has no fonts but those of the system.
    fontFamily: 'system-ui, sans-serif',
    htmlLabels: false,
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
      'htmlLabels',
      'fontFamily',
      'themeCSS',
    ],
  });
  count += 1;
  const { svg } = await mermaid.render(`diagram-${count}`, source);
  const drawn = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!drawn) return nothing;
  const [, , width = 0, height = 0] = (drawn.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (!(width > 0 && height > 0)) return nothing;
  drawn.setAttribute('width', String(width));
  drawn.setAttribute('height', String(height));
  drawn.removeAttribute('style');
  const title = drawn.querySelector('title')?.textContent ?? '';
  return { svg: new XMLSerializer().serializeToString(drawn), width, height, title: title || 'Diagram' };
}
