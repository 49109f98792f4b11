import { defineConfig } from '@playwright/test';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const port = Number(process.env.UI_PORT ?? 4179);

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/ui',
  fullyParallel: true,
  workers: 2,
  // Generous: axe reads every element, and the machine may be compiling beside it.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    },
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port}`,
    cwd: '../../ui',
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: !process.env.CI,
  },
  projects: [
    { name: 'window', testMatch: 'window/*.spec.ts' },
    { name: 'screenshots', testMatch: 'screenshots/*.shots.ts' },
  ],
});
