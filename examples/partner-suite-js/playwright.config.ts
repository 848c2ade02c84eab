import {defineConfig, devices} from '@playwright/test';

// A Chromium that is already there; Playwright's own without it (npx playwright install chromium).
const chromium = process.env['H5KIT_CHROMIUM'];

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A machine that has other work is slow, not wrong.
  timeout: 120_000,
  expect: {timeout: 15_000},
  reporter: 'dot',
  use: {
    ...devices['Pixel 7'],
    ...(chromium ? {launchOptions: {executablePath: chromium}} : {})
  }
});
