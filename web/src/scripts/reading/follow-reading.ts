/** Marks in a table of contents where one is reading: the last heading above the upper third of the window. */
export function followReading(): void {
  const here = document.querySelector('.guide [aria-current="page"]');
  if (here) bringIntoView(here);
  for (const nav of document.querySelectorAll('nav[data-follow]')) {
    const linkOf = new Map<Element, Element>();
    for (const link of nav.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) linkOf.set(heading, link);
    }
    let marked: Element | undefined;
    const mark = () => {
      const above = [...linkOf.keys()].filter((heading) => heading.getBoundingClientRect().top <= innerHeight / 3);
      const current = linkOf.get(above.at(-1)!);
      for (const link of linkOf.values()) {
        if (link === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
      if (current !== marked) bringIntoView(current ?? nav);
      marked = current;
    };
    // Whenever a heading crosses that line, in either direction; while nothing does, nothing is asked.
    const watch = new IntersectionObserver(mark, { rootMargin: '99999px 0px -66.6% 0px' });
    for (const heading of linkOf.keys()) watch.observe(heading);
  }
}

/** In what scrolls by itself beside the text, and nowhere else: the page stays where its reader is. */
function bringIntoView(entry: Element): void {
  const box = entry.closest('.guide > nav');
  if (!box || box.scrollHeight <= box.clientHeight) return;
  const [seen, one] = [box.getBoundingClientRect(), entry.getBoundingClientRect()];
  if (one.bottom > seen.bottom) box.scrollTop += one.bottom - seen.bottom;
  else if (one.top < seen.top) box.scrollTop += one.top - seen.top;
}
