import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coloursIn } from './colours.ts';

test('colours are read as an owner may write them, one for day and night or a pair', () => {
  const css = `
    --color-ink: light-dark(oklch(0% 0 0), #fff);
    --color-rubric: light-dark(rgb(255 0 0 / 0.5), hsl(120, 100%, 50%));
    --color-rule: rebeccapurple;`;
  expect(coloursIn(css)).toEqual({
    ink: { day: '#000000', night: '#ffffff' },
    rubric: { day: '#ff0000', night: '#00ff00' },
    rule: { day: '#663399', night: '#663399' },
  });
});

test('what is no colour is named', () => {
  expect(() => coloursIn('--color-ink: light-dark(#123456, reddish);')).toThrow('--color-ink is reddish');
});

test('no other style has a colour of its own: the look is one file', () => {
  const files = globSync('src/**/*.{css,svelte}', { cwd: import.meta.dirname });
  expect(files.length).toBeGreaterThan(30);
  for (const file of files.filter((each) => !each.endsWith('tokens.css'))) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    expect(text.match(/light-dark\(|oklch\(|rgb\(|hsl\(|[:\s]#[0-9a-f]{3,8}\b(?=[;\s])/gi), file).toBeNull();
  }
});
