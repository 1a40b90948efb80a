/** A picture opens over the page in its largest variant. Who wants it elsewhere opens the link as any other. */
export function enlargeImages(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#ENLARGED');
  if (!dialog) return;
  const shown = new Image();
  dialog.append(shown);

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-zoom]') : null;
    // The last is the picture itself; one before it only keeps its place.
    const picture = link && [...link.querySelectorAll('img')].at(-1);
    if (!link || !picture || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    shown.src = link.href;
    shown.alt = picture.alt;
    dialog.showModal();
  });
  // The picture itself, too: whoever has seen it clicks where the pointer is.
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => shown.removeAttribute('src'));
}
