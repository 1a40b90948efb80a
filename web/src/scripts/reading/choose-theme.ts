const order = ['system', 'light', 'dark'] as const;

/** One button for three: as on this device, light, dark. It says which of them is chosen, in words that stand on it. */
export function chooseTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-choice]');
  if (!button) return;

  const chosen = () => (document.documentElement.dataset['theme'] ?? 'system') as (typeof order)[number];
  const name = () => {
    const said = button.dataset[chosen()] ?? '';
    button.setAttribute('aria-label', said);
    button.title = said;
  };
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(chosen()) + 1) % order.length]!;
    try {
      if (next === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', next);
    } catch {
      return;
    }
    dispatchEvent(new Event('theme'));
  });
  for (const event of ['theme', 'storage', 'pageshow']) addEventListener(event, name);
  name();
}
