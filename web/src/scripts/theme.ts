/**
 * Before anything is painted: the colours that were chosen here, and that scripts run. Pages are the same for everybody, so
 * neither can stand in them. It stops the page while it loads, and is therefore as short as it is.
 */
{
  const root = document.documentElement;
  const scheme = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');

  const apply = () => {
    let chosen: string | null = null;
    try {
      chosen = localStorage.getItem('theme');
    } catch {
      // Storage is forbidden here: as on this device.
    }
    if (chosen === 'light' || chosen === 'dark') root.dataset['theme'] = chosen;
    else delete root.dataset['theme'];
    if (scheme) scheme.content = root.dataset['theme'] ?? 'light dark';
  };

  root.dataset['scripts'] = '';
  apply();
  // Chosen in another window, on this page, or while a page was kept that one came back to.
  for (const event of ['storage', 'theme', 'pageshow']) addEventListener(event, apply);
}
