import { formText } from '../lib/form-text.ts';
import { type Changes, typedIn } from './watch-changes.ts';

interface Kept {
  at: string;
  revision: string;
  fields: Record<string, string>;
}

const unsaved = 'colophon studio new';

/**
 * What is typed and not yet saved is kept in this browser, too: a crash, a closed window or a power cut loses none of it.
 * It is put back only when the author says so, and forgotten once it was saved or is not wanted.
 */
export function keepTyped(form: HTMLFormElement, changes: Changes): void {
  const name = `colophon studio ${form.dataset['write'] ?? ''}`;
  const offer = form.querySelector<HTMLElement>('[data-kept]');
  const revision = () => formText(new FormData(form), 'revision');

  // Since it was saved, a new post has an address of its own.
  const asNew = read(unsaved)?.fields['bodyMarkdown'];
  if (name !== unsaved && asNew !== undefined && asNew === typedIn(form)['bodyMarkdown'])
    localStorage.removeItem(unsaved);

  const kept = read(name);
  if (kept && JSON.stringify(kept.fields) !== JSON.stringify(typedIn(form)) && offer) show(kept, offer);
  else localStorage.removeItem(name);

  form.addEventListener('input', () => {
    if (!changes.isChanged()) return localStorage.removeItem(name);
    const now: Kept = { at: new Date().toISOString(), revision: revision(), fields: typedIn(form) };
    try {
      localStorage.setItem(name, JSON.stringify(now));
    } catch {
      // No room, or not allowed: the form itself still holds everything.
    }
  });

  function show({ at, fields }: Kept, place: HTMLElement): void {
    const when = new Date(at).toLocaleString(document.documentElement.lang);
    place.append(`This browser kept what you typed here and did not save (${when}). `);
    const choose = (label: string, act: () => void) => {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'plain',
        textContent: label,
      });
      button.addEventListener('click', () => {
        act();
        place.hidden = true;
      });
      place.append(button, ' ');
    };
    choose('Put it back', () => putBack(form, fields));
    choose('Drop it', () => localStorage.removeItem(name));
    place.hidden = false;
  }
}

function putBack(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const [field, value] of Object.entries(fields)) {
    const element = form.elements.namedItem(field);
    if (
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement
    )
      element.value = value;
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
  form.querySelector('textarea[name="bodyMarkdown"]')?.dispatchEvent(new Event('input', { bubbles: true }));
}

function read(name: string): Kept | undefined {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null) ?? undefined;
  } catch {
    return undefined;
  }
}
