import { expect, test } from 'vitest';
import { studioUnderTest } from './studio-author.ts';
import { expectSound } from './studio-sound.ts';

const under = studioUnderTest();

test.each(['/studio', '/studio/account', '/studio/image', '/studio/posts/new', '/studio/repair', '/studio/nowhere'])(
  '%s is sound in light and dark, small and wide',
  { timeout: 60_000 },
  async (path) => {
    const page = await under.studio.signedIn(path);
    // What is nowhere is the site's own page.
    if (path !== '/studio/nowhere') expect(await page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(true);
    await expectSound(page, path);
  },
);

test.each(['/studio/sign-in', '/studio/setup?token=x', '/studio/setup?token=recovery_x', '/studio/setup'])(
  '%s is, too',
  { timeout: 60_000 },
  async (path) => expectSound(await under.studio.visit(path), path),
);
