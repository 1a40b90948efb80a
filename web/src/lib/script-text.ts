import type { Thing } from '#lib/things.ts';

/** As it can stand in a page: no text in it ends the element that holds it. */
export function scriptText(thing: Thing): string {
  return JSON.stringify(thing).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
