import type { Drawing, Drawn } from './diagram-messages.ts';

/**
 * Draws the diagrams of a page as they come near. Mermaid works in a frame with a policy of its own, since it sets styles as it
 * measures; what comes back is shown as an image, in which nothing can run or be fetched. So the page's own policy stays strict.
 */
const ofDevice = matchMedia('(prefers-color-scheme: dark)');
const near = new Set<HTMLElement>();
let drawer: Promise<(drawing: Drawing) => Promise<Drawn>> | undefined;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      near.add(target as HTMLElement);
      void draw(target as HTMLElement);
    }
  },
  { rootMargin: '600px' },
);
for (const figure of document.querySelectorAll<HTMLElement>('figure.diagram')) observer.observe(figure);
ofDevice.addEventListener('change', drawAnew);
// Heard after theme.ts has, which runs before everything else.
for (const event of ['theme', 'storage', 'pageshow']) addEventListener(event, drawAnew);

/** As the page is shown: by what was chosen here, else as on this device. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? ofDevice.matches : chosen === 'dark';
}

function drawAnew(): void {
  for (const figure of near) if (figure.hasAttribute('data-dark') !== isDark()) void draw(figure);
}

async function draw(figure: HTMLElement): Promise<void> {
  const source = figure.querySelector('code')?.textContent ?? '';
  const ask = await (drawer ??= openFrame());
  const asked = isDark();
  const { svg, width, height, title } = await ask({ source, isDark: asked });
  // Chosen anew meanwhile: what was asked for then is under way, too.
  if (asked !== isDark()) return;
  figure.dataset['drawn'] = svg === '' ? 'not' : 'yes';
  // What cannot be drawn stays as its author wrote it.
  if (svg === '') return;
  figure.toggleAttribute('data-dark', asked);
  const image = figure.querySelector('img') ?? new Image();
  image.width = Math.ceil(width);
  image.height = Math.ceil(height);
  image.alt = title;
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (image.parentElement) return;
  figure.prepend(image);
  figure.querySelector('details')?.removeAttribute('open');
}

/** One frame for the page. Each question has a channel of its own, on which nobody else can answer. */
async function openFrame(): Promise<(drawing: Drawing) => Promise<Drawn>> {
  const frame = document.createElement('iframe');
  frame.className = 'diagram-frame';
  frame.src = '/colophon/diagrams';
  frame.tabIndex = -1;
  frame.ariaHidden = 'true';
  const isReady = new Promise<void>((resolve) => {
    addEventListener('message', ({ source, data }) => {
      if (source === frame.contentWindow && data === 'ready') resolve();
    });
  });
  document.body.append(frame);
  await isReady;
  return (drawing) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<Drawn>) => {
        port1.close();
        resolve(data);
      };
      frame.contentWindow!.postMessage(drawing, location.origin, [port2]);
    });
}
