/** A picture of which there is more opens above the page. Without scripts its link opens the file. */
document.addEventListener('click', (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.zoom') : null;
  if (!link) return;
  event.preventDefault();
  show(link);
});

function show(link: HTMLAnchorElement): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'zoomed';
  const image = new Image();
  image.src = link.href;
  // The last is the picture itself; one before it only keeps its place.
  image.alt = [...link.querySelectorAll('img')].at(-1)?.alt ?? '';
  dialog.ariaLabel = image.alt;
  dialog.append(image);
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  // Nothing in it takes the focus, so that any key but Escape goes on meaning what it means on a page.
  dialog.tabIndex = -1;
  dialog.showModal();
}
