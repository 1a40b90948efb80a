import { defineConfig } from 'vitest/config';

/** What promises a time, or must find within one what is wrong, is measured as the user meets it: with no other test beside it. */
const alone = ['infra/launcher/start.test.ts', 'infra/prove/prove.test.ts', 'infra/prove/plants.test.ts'];

const each = {
  pool: 'forks' as const,
  testTimeout: 20_000,
  hookTimeout: 60_000,
  teardownTimeout: 20_000,
  // A condition is waited for, and no luck: on a busy machine a process of Node alone may need more than the usual second.
  expect: { poll: { timeout: 10_000 } },
  env: {
    LOG_LEVEL: 'silent',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'checks',
    AWS_SECRET_ACCESS_KEY: 'checks',
    // Nobody listens on port 1: a function that a test did not stand in for is asked in vain, and nobody else's is.
    LAMBDA_ENDPOINT: 'http://127.0.0.1:1',
    SQS_ENDPOINT: 'http://127.0.0.1:1',
  },
};

export default defineConfig({
  test: {
    // Of the whole run, not of each project: both share one Postgres and one queue.
    globalSetup: 'infra/checks/test-services.ts',
    projects: [
      {
        test: {
          ...each,
          name: 'two by two',
          include: ['functions/**/*.test.ts', 'infra/**/*.test.ts', 'web/*.test.ts', 'web/src/**/*.test.ts'],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...each, name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
