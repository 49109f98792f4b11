import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const onlyIpcNamesTauri = {
  group: ['@tauri-apps/*'],
  message: 'Only src/lib/ipc/ talks to the shell; go through the Backend interface.',
};
const noPanels = { group: ['**/panels/**'], message: 'Panels are joined in App.svelte, never by one another.' };
const noState = { group: ['**/lib/state/**'], message: 'Components are free of the domain: pass values in.' };

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/lib/ipc/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Private bookkeeping is plain on purpose: nothing is drawn from it.
      'svelte/prefer-svelte-reactivity': 'off',
      eqeqeq: 'error',
      'no-undef': 'off', // the compiler knows better
      'no-restricted-imports': ['error', { patterns: [onlyIpcNamesTauri] }],
    },
  },
  { files: ['src/lib/ipc/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/panels/**'], rules: { 'no-restricted-imports': ['error', { patterns: [onlyIpcNamesTauri, noPanels] }] } },
  {
    files: ['src/components/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyIpcNamesTauri, noPanels, noState] }] },
  },
);
