/** How long a pointer rests on a link whose page is wanted. */
const restMilliseconds = 65;
const most = 30;
const notPages = /^\/(?:studio|api|files|uploads|_app)(?:\/|$)/;

interface Connection {
  saveData?: boolean;
}

/**
 * The page that a reader points at comes ahead of the click. It is fetched plainly, so the browser keeps it but asks whether it
 * is still right when it is opened: what browsers call prefetching would show it for minutes without asking.
 */
export function fetchAhead(): void {
  const { connection } = navigator as Navigator & { connection?: Connection };
  const fetched = new Set([location.href.split('#', 1)[0]]);
  let rest: number | undefined;

  function want(event: Event, afterMilliseconds: number): void {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    clearTimeout(rest);
    if (!(link instanceof HTMLAnchorElement)) return;
    const url = link.href.split('#', 1)[0]!;
    if (fetched.has(url) || fetched.size > most || connection?.saveData || !isPage(link)) return;
    rest = window.setTimeout(() => {
      fetched.add(url);
      fetch(url, { priority: 'low' }).catch(() => fetched.delete(url));
    }, afterMilliseconds);
  }

  const passive = { passive: true };
  document.addEventListener(
    'pointerover',
    (event) => event.pointerType === 'mouse' && want(event, restMilliseconds),
    passive,
  );
  document.addEventListener('focusin', (event) => want(event, restMilliseconds), passive);
  document.addEventListener('touchstart', (event) => want(event, 0), passive);
}

function isPage({ origin, protocol, pathname, target, download }: HTMLAnchorElement): boolean {
  return origin === location.origin && /^https?:$/.test(protocol) && !notPages.test(pathname) && !target && !download;
}
