import { suggest } from './suggest.ts';

/** Search opens over every page: by its link, by a slash, by Ctrl+K or ⌘K. */
export function searchAnywhere(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#SEARCH');
  const field = dialog?.querySelector<HTMLInputElement>('input');
  if (!dialog || !field) return;
  suggest(dialog, field);

  const open = () => {
    if (dialog.open) return field.select();
    // One at a time: what lies over the page already stays what it is.
    if (document.querySelector('dialog[open]')) return;
    dialog.showModal();
    field.select();
  };
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-search]')) {
    link.setAttribute('aria-haspopup', 'dialog');
    link.setAttribute('aria-keyshortcuts', '/ Control+K Meta+K');
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const withCommand = event.ctrlKey || event.metaKey;
    const isWanted = withCommand
      ? event.key.toLowerCase() === 'k' && !event.shiftKey
      : event.key === '/' && !isTyping(event);
    if (!isWanted) return;
    event.preventDefault();
    open();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}

function isTyping({ target }: Event): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
