import { longDate } from '../lib/dates.ts';
import { typedIn, type Changes } from './watch-changes.ts';
import { textsKept } from './texts-kept.ts';

/**
 * What is typed and not yet saved is kept in this browser, too: a crash, a closed window or a power cut loses none of it. Each
 * window keeps its own, beside what others kept before: it is put back only when the author says so, what it is put in the place
 * of is kept in turn, and it is forgotten once it was saved or is not wanted.
 */
export function keepTyped(form: HTMLFormElement, changes: Changes): void {
  const texts = textsKept(form.dataset['write'] ?? '');
  const place = form.querySelector<HTMLElement>('[data-kept]');
  let own = texts.newName();

  /** @returns whether all that stands in the form is somewhere else as well */
  function keep(): boolean {
    if (changes.isChanged()) return texts.keep(own, typedIn(form));
    texts.drop(own);
    return true;
  }

  texts.dropSaved();
  // What came back unsaved stands here, and is nowhere else.
  const isSafe = keep();
  for (const name of texts.names()) {
    if (name === own) continue;
    if (isSafe && texts.read(name)?.said === texts.sayOf(typedIn(form))) texts.drop(name);
    else offer(name);
  }
  form.addEventListener('input', keep);
  form.addEventListener('submit', () => texts.send(own, typedIn(form)));

  function offer(name: string): void {
    const kept = texts.read(name);
    if (!kept || !place) return;
    const line = document.createElement('p');
    const when = `${longDate(kept.at)}, ${kept.at.slice(11, 16)} UTC`;
    const called = kept.fields['title'] ? `, “${kept.fields['title']}”` : '';
    line.append(`This browser kept what you typed here and did not save (${when}${called}). `);
    const choose = (label: string, act: () => void) => {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'plain',
        textContent: label,
      });
      button.addEventListener('click', act);
      line.append(button, ' ');
    };
    const leave = () => {
      line.remove();
      place.hidden = place.childElementCount === 0;
    };
    choose('Put it back', () => {
      if (!keep()) return void line.append('There is no room for both: save or copy what stands here first.');
      const former = changes.isChanged() ? own : undefined;
      own = texts.newName();
      putBack(form, kept.fields);
      // Forgotten only where it is kept under its new name.
      if (texts.read(own)) texts.drop(name);
      leave();
      if (former) offer(former);
    });
    choose('Drop it', () => {
      texts.drop(name);
      leave();
    });
    place.append(line);
    place.hidden = false;
  }
}

function putBack(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const [field, value] of Object.entries(fields)) {
    const element = form.elements.namedItem(field);
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) element.value = value;
    // A place in another project's tree is none here.
    if (element instanceof HTMLSelectElement && [...element.options].some((option) => option.value === value))
      element.value = value;
  }
  form.querySelector('textarea[name="bodyMarkdown"]')?.dispatchEvent(new Event('input', { bubbles: true }));
}
