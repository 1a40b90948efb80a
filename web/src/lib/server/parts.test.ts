import { expect, test } from 'vitest';
import { PageParts } from './parts.ts';

const wanted = new Headers({ 'x-colophon-parts': 'wanted' });
const answer = (parts?: string) =>
  new Response('{}', parts === undefined ? {} : { headers: { 'x-colophon-parts': parts } });

function told(answers: Response[], asked = wanted): string | null {
  const parts = new PageParts();
  for (const each of answers) parts.add(each);
  const headers = new Headers();
  parts.tell(asked, headers);
  return headers.get('x-colophon-parts');
}

test('a page is made of the parts of all its answers, each once', () => {
  expect(told([answer('a'), answer('b c'), answer('a')])).toBe('a b c');
});

test('a page with an answer of which nobody says what it was built from is not to be kept', () => {
  expect(told([answer('a'), answer(), answer('b')])).toBeNull();
  expect(told([])).toBeNull();
});

test('nobody is told who does not ask', () => {
  expect(told([answer('a')], new Headers())).toBeNull();
});
