import { readAnswer } from './read-answer.ts';

/** At the foot of the page: what this very answer said of its way here. */
export function tellServed(): void {
  const details = document.querySelector<HTMLDetailsElement>('details[data-served]');
  if (!details) return;
  let hasReturned = false;
  addEventListener('pageshow', (event) => {
    hasReturned ||= event.persisted;
    if (details.open) tell(details, hasReturned);
  });
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    tell(details, hasReturned);
    void lead(details);
  });
}

function tell(details: HTMLElement, hasReturned: boolean): void {
  const all = (selector: string) => details.querySelectorAll<HTMLElement>(selector);
  const answer = readAnswer(hasReturned);
  for (const element of all('[data-without-script]')) element.hidden = true;
  for (const element of all('[data-with-script]')) element.hidden = false;
  for (const element of all('[data-told]')) element.hidden = element.dataset['told'] !== answer.told;
  for (const element of all('[data-got]')) element.hidden = element.dataset['got'] !== answer.got;
  const { outcomes: words = '{}', milliseconds = '#', seconds = '#' } = details.dataset;
  const outcomes = JSON.parse(words) as Record<string, string>;

  for (const station of all('[data-station]')) {
    const name = station.dataset['station']!;
    const reached = answer.reached.has(name);
    station.toggleAttribute('data-lit', reached);
    station.toggleAttribute('data-found', answer.found === name);
    const took = answer.took[name];
    const said = [
      outcomes[reached ? (answer.outcomes[name] ?? '') : 'unasked'],
      took === undefined ? undefined : milliseconds.replace('#', String(took)),
    ];
    const place = station.querySelector('[data-outcome]');
    if (place) place.textContent = said.filter(Boolean).join(' · ');
  }

  const facts: Record<string, string | undefined> = {
    version: answer.version,
    age: answer.ageSeconds === undefined ? undefined : seconds.replace('#', answer.ageSeconds),
    waited: answer.waited === undefined ? undefined : milliseconds.replace('#', answer.waited.toFixed(1)),
  };
  for (const fact of all('[data-fact]')) {
    const value = facts[fact.dataset['fact']!];
    fact.hidden = value === undefined;
    fact.querySelector('dd')!.textContent = value ?? '';
  }
}

/** Names lead to the posts that explain them, where this site has such posts. */
async function lead(details: HTMLElement): Promise<void> {
  const address = details.dataset['services'];
  if (!address) return;
  delete details.dataset['services'];
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) return;
  for (const [name, href] of Object.entries((await answer.json()) as Record<string, string>))
    details.querySelector(`[data-station="${name}"] a`)?.setAttribute('href', href);
}
