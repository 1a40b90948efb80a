import { formText } from '../lib/form-text.ts';

export interface Changes {
  isChanged(): boolean;
}

/** Fields that hold what the author typed, by name. */
export const typed = ['title', 'summary', 'bodyMarkdown', 'slug', 'tags', 'place'];

export function typedIn(form: HTMLFormElement): Record<string, string> {
  const all = new FormData(form);
  return Object.fromEntries(typed.map((name) => [name, formText(all, name)]));
}

/** Says that there are unsaved changes, and asks before they are left behind. What a form came back with counts as unsaved. */
export function watchChanges(form: HTMLFormElement): Changes {
  const wasRefused = form.dataset['unsaved'] !== undefined;
  const before = JSON.stringify(typedIn(form));
  let isSending = false;
  const isChanged = () => wasRefused || JSON.stringify(typedIn(form)) !== before;
  const mark = form.querySelector<HTMLElement>('[data-changed]');
  const show = () => {
    if (mark) mark.hidden = !isChanged();
  };
  form.addEventListener('input', show);
  form.addEventListener('submit', () => (isSending = true));
  window.addEventListener('pageshow', () => (isSending = false));
  window.addEventListener('beforeunload', (event) => {
    if (isChanged() && !isSending) event.preventDefault();
  });
  show();
  return { isChanged };
}
