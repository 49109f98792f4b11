import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
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
