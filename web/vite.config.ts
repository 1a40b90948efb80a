import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { embedOrigins } from '../functions/_markdown/embeds.ts';
import { colours } from './colours.ts';
import { fontFiles } from './font-files.ts';
import { mermaidFiles } from './mermaid-files.ts';
import { firstScript, pageScripts, sourceOf } from './page-scripts.ts';

const first = await firstScript();

export default defineConfig({
  plugins: [
    fontFiles(),
    colours(),
    tailwindcss(),
    pageScripts(first),
    mermaidFiles(),
    sveltekit({
      adapter: adapter(),
      compilerOptions: { runes: true },
      // Links that do not depend on the page they stand on: the same part of a page is the same bytes everywhere.
      paths: { relative: false },
      csp: {
        directives: {
          'default-src': ['none'],
          'script-src': ['self', sourceOf(first)],
          'style-src': ['self'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          // What an author embeds from elsewhere is shown; nothing of the site itself comes from there.
          'img-src': ['self', 'https:', 'data:'],
          'media-src': ['self', 'https:'],
          // PDFs in their place, the frame that draws diagrams, and those that a post may show.
          'frame-src': ['self', ...embedOrigins],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'base-uri': ['none'],
        },
      },
    }),
  ],
  build: {
    // A font or image inlined as a data URI would be refused by the policy above, and fetched even where it is not used.
    assetsInlineLimit: 0,
  },
});
