const pauseMilliseconds = 500;

/** The preview follows the text after each pause, made by the same renderer; what it cannot get it leaves as it was. */
export function showLive(form: HTMLFormElement): void {
  const shown = form.querySelector<HTMLElement>('[data-preview-text]');
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name="bodyMarkdown"]');
  if (!shown || !text) return;
  let pause: number | undefined;
  let asking: AbortController | undefined;

  async function refresh(): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData();
    body.set('bodyMarkdown', text!.value);
    const answer = await fetch('/studio/preview', { method: 'POST', body, signal: asking.signal }).catch(
      () => undefined,
    );
    if (!answer?.ok) return;
    // Sanitised where it was rendered, and no script of it would be allowed to run.
    shown!.innerHTML = await answer.text();
  }

  text.addEventListener('input', () => {
    clearTimeout(pause);
    pause = window.setTimeout(() => void refresh(), pauseMilliseconds);
  });
  form.querySelector('[data-show]')?.addEventListener('click', (event) => {
    event.preventDefault();
    const heading = form.querySelector<HTMLElement>('#PREVIEW');
    void refresh().then(() => {
      heading?.focus({ preventScroll: true });
      heading?.scrollIntoView({ block: 'nearest' });
    });
  });
  if (text.value !== '') void refresh();
}
