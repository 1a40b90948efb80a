const pauseMilliseconds = 120;
const shown = 6;

interface Suggestion {
  title: string;
  path: string;
  project: { slug: string; name: string };
}

/** Suggestions below a field, as the combobox of the ARIA Authoring Practices does it: focus stays in the field. */
export function suggest(dialog: HTMLDialogElement, field: HTMLInputElement): void {
  const list = dialog.querySelector<HTMLElement>('[role="listbox"]')!;
  const said = dialog.querySelector<HTMLElement>('[role="status"]')!;
  let pause: number | undefined;
  let asking: AbortController | undefined;

  const options = () => [...list.querySelectorAll<HTMLAnchorElement>('[role="option"]')];
  const active = () => options().find((option) => option.id === field.getAttribute('aria-activedescendant'));

  function activate(option: HTMLElement | undefined): void {
    active()?.setAttribute('aria-selected', 'false');
    field.removeAttribute('aria-activedescendant');
    if (!option) return;
    option.setAttribute('aria-selected', 'true');
    field.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  function show(found: Suggestion[], q = ''): void {
    activate(undefined);
    list.replaceChildren(...found.map(optionFor));
    list.hidden = found.length === 0;
    field.setAttribute('aria-expanded', String(found.length > 0));
    const { none = '', other = '' } = said.dataset;
    const form = said.dataset[new Intl.PluralRules(document.documentElement.lang).select(found.length)] ?? other;
    const sentence = found.length === 0 ? none : form.replace('#', String(found.length));
    said.textContent = q === '' ? '' : sentence;
  }

  /** An answer that was overtaken by another question is nobody's. */
  async function ask(): Promise<void> {
    const q = field.value.trim();
    const own = (asking = new AbortController());
    const query = new URLSearchParams({ q, limit: String(shown) });
    try {
      const answer = await fetch(`/api/v1/search?${query}`, {
        headers: { accept: 'application/json' },
        signal: own.signal,
      });
      const { items = [] } = answer.ok ? ((await answer.json()) as { items?: Suggestion[] }) : {};
      if (asking === own) show(items, q);
    } catch {
      if (asking === own) show([]);
    }
  }

  function stop(): void {
    clearTimeout(pause);
    asking?.abort();
    asking = undefined;
  }

  field.addEventListener('input', () => {
    stop();
    if (field.value.trim() === '') show([]);
    else pause = window.setTimeout(() => void ask(), pauseMilliseconds);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length > 0) {
      // Past either end one is in the field again.
      const at = (all.indexOf(active()!) + 1 + step + all.length + 1) % (all.length + 1);
      activate(all[at - 1]);
    } else if (event.key === 'Enter' && active()) active()!.click();
    else if (event.key === 'Escape' && all.length > 0) {
      stop();
      show([]);
    } else return;
    event.preventDefault();
  });
  // A press on a suggestion leaves the cursor where one types.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  dialog.addEventListener('close', () => {
    stop();
    show([]);
  });
}

function optionFor({ title, path, project }: Suggestion, index: number): HTMLAnchorElement {
  const option = document.createElement('a');
  const href = `/projects/${encodeURIComponent(project.slug)}/${path.split('/').map(encodeURIComponent).join('/')}`;
  Object.assign(option, { id: `SUGGESTION-${index + 1}`, href, tabIndex: -1 });
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  option.append(part(title), ' ', part(project.name));
  return option;
}

const part = (text: string) => Object.assign(document.createElement('span'), { textContent: text });
