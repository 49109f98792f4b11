import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** What the first page needs besides its script, asked for at once: its letters, and the half that talks to the shell. */
const preload: Plugin = {
  name: 'preload',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const tag = (rel: string, file: string, attrs = {}): HtmlTagDescriptor => ({ tag: 'link', injectTo: 'head', attrs: { rel, href: `./${file}`, crossorigin: true, ...attrs } });
      const named = (pattern: RegExp): string[] => Object.keys(bundle ?? {}).filter((file) => pattern.test(file));
      return [
        ...named(/\/tauri-[^/]+\.js$/).map((file) => tag('modulepreload', file)),
        ...named(/\/inter-latin-wght-normal-[^/]+\.woff2$/).map((file) => tag('preload', file, { as: 'font', type: 'font/woff2' })),
      ];
    },
  },
};

export default defineConfig({
  plugins: [svelte(), preload],
  // Relative, so that the same build works from the shell's own scheme and from a plain file server.
  base: './',
  clearScreen: false,
  // How Lucide's icons find what draws them; nothing of ours is named so.
  resolve: { alias: [{ find: /^\.\.\/Icon\.svelte$/, replacement: fileURLToPath(new URL('src/components/Glyph.svelte', import.meta.url)) }] },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true },
  build: {
    // The oldest web views the shell runs in: WebKitGTK 2.42, Safari 16.4, Edge WebView2.
    target: ['safari16.4', 'chrome111'],
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
