import { expect, test } from 'vitest';
import { scriptText } from './script-text.ts';

test('no text of a page ends the element that tells programs of it', () => {
  const text = scriptText({
    '@context': 'https://schema.org',
    '@type': 'Person',
    name: '</script><script>alert(1)</script><!--\u2028',
  });
  expect(text).not.toMatch(/[<>\u2028]/);
  expect((JSON.parse(text) as { name: string }).name).toBe('</script><script>alert(1)</script><!--\u2028');
});
