import {defineConfig, devices} from '@playwright/test';

// An installed Chromium. Without it Playwright uses its own (npx playwright install chromium).
const chromium = process.env['H5KIT_CHROMIUM'];

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // Generous, because a busy machine is slow.
  timeout: 120_000,
  expect: {timeout: 15_000},
  reporter: 'dot',
  use: {
    ...devices['Pixel 7'],
    ...(chromium ? {launchOptions: {executablePath: chromium}} : {})
  }
});
