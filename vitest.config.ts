import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['functions/**/*.test.ts', 'infra/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: 'infra/checks/test-services.ts',
    pool: 'forks',
    maxWorkers: 2,
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
  },
});
