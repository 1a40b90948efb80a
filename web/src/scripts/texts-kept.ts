type Fields = Record<string, string>;

interface Kept {
  at: string;
  fields: Fields;
}

const sent = 'colophon studio sent';

/** A browser may allow no storage at all; the form itself still holds everything. */
function tried<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

/** Texts of one post that this browser keeps, each under a name of its own: no window writes over what another one kept. */
export function textsKept(post: string) {
  const begin = `colophon studio ${post} `;
  const sayOf = (fields: Fields) => JSON.stringify(Object.entries(fields).sort());

  const read = (name: string): (Kept & { said: string }) | undefined =>
    tried(() => {
      const { at, fields } = JSON.parse(localStorage.getItem(name) ?? '') as Kept;
      return { at, fields, said: sayOf(fields) };
    }, undefined);

  return {
    sayOf,
    read,
    newName: () => begin + crypto.randomUUID(),
    /** What was kept last comes first. */
    names: () =>
      tried(() => Object.keys(localStorage), [])
        .filter((name) => name.startsWith(begin))
        .sort((one, other) => (read(other)?.at ?? '').localeCompare(read(one)?.at ?? '')),
    /** @returns whether it is kept: there may be no room */
    keep: (name: string, fields: Fields): boolean =>
      tried(() => {
        localStorage.setItem(name, JSON.stringify({ at: new Date().toISOString(), fields } satisfies Kept));
        return true;
      }, false),
    drop: (name: string) => tried(() => localStorage.removeItem(name), undefined),
    /** Notes what is on its way, so that the next page knows which text was saved. */
    send: (name: string, fields: Fields) =>
      tried(() => sessionStorage.setItem(sent, JSON.stringify([name, sayOf(fields)])), undefined),
    /** Where this page follows a save, what was sent is safe; what was typed after it was sent is not. */
    dropSaved: () =>
      tried(() => {
        if (!new URLSearchParams(location.search).has('done')) return;
        const [name, said] = JSON.parse(sessionStorage.getItem(sent) ?? '[]') as [string?, string?];
        if (name !== undefined && read(name)?.said === said) localStorage.removeItem(name);
        sessionStorage.removeItem(sent);
      }, undefined),
  };
}
