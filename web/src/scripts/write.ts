import { keepTyped } from './keep-typed.ts';
import { showLive } from './live-preview.ts';
import { takePictures } from './take-pictures.ts';
import { watchChanges } from './watch-changes.ts';

/** What the editor does beyond its form, where scripts run. Without them everything is there but for these comforts. */
const form = document.querySelector<HTMLFormElement>('form[data-write]');
if (form) {
  const changes = watchChanges(form);
  showLive(form);
  takePictures(form);
  keepTyped(form, changes);
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('[data-save]'));
  });
  // "Saved" is said once: whoever reloads has not saved again.
  if (location.search.includes('done=')) history.replaceState(null, '', location.pathname);
}
