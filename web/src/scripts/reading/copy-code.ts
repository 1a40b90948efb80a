const markMilliseconds = 2_000;

/** The buttons of listings, which are hidden where no script could answer them. */
export function copyCode(): void {
  const said = document.querySelector<HTMLElement>('[data-copied]');
  for (const button of document.querySelectorAll<HTMLButtonElement>('figure.code button[data-copy]')) {
    const code = button.closest('figure')?.querySelector('pre code');
    if (!code) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(textOf(code)).then(
        () => tell(said?.dataset['copied']),
        () => tell(said?.dataset['notCopied']),
      );
    });

    const tell = (what = '') => {
      if (!said) return;
      // The same words again would not be read out again.
      said.textContent = '';
      requestAnimationFrame(() => (said.textContent = what));
      button.dataset['said'] = what;
      setTimeout(() => delete button.dataset['said'], markMilliseconds);
    };
  }
}

/**
 * Numbers and signs of lines are no text in a listing, but what was removed is. One copies what came of it; where the listing
 * itself is a patch, the whole patch.
 */
function textOf(code: Element): string {
  const copy = code.cloneNode(true) as Element;
  const isPatch = code.matches('.language-diff');
  for (const removed of copy.querySelectorAll('del')) if (!isPatch) removed.remove();
  return (copy.textContent ?? '').replace(/\n$/, '');
}
