import { defineConfig } from 'vitest/config'

const outside = ['**/node_modules/**', '**/dist/**']
const services = './packages/testing/src/global-setup.ts'

// The end of a test that hangs, and nothing that a test waits for: a busy machine may take many times as long as a quiet one.
const testTimeout = 300_000

// Four suites: `vitest run --project unit` and so on, one after the other where several run. Only unit runs without Postgres,
// Redis and S3.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['**/*.unit.test.ts'],
          exclude: outside,
          // A worker imports what is pure once, not once for each file.
          isolate: false,
          testTimeout,
        },
      },
      {
        test: {
          name: 'services',
          sequence: { groupOrder: 1 },
          include: ['**/*.service.test.ts'],
          exclude: outside,
          globalSetup: services,
          // A worker imports the AWS SDK, BullMQ and our own rooms once, not once for each file.
          isolate: false,
          maxWorkers: 2,
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
      {
        test: {
          name: 'journey',
          sequence: { groupOrder: 2 },
          include: ['**/*.journey.test.ts'],
          exclude: outside,
          globalSetup: services,
          isolate: false,
          fileParallelism: false,
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
      {
        test: {
          name: 'browser',
          sequence: { groupOrder: 3 },
          include: ['**/*.browser.test.ts'],
          exclude: outside,
          globalSetup: services,
          // Each file has a demo and a browser of its own, and mostly waits for what is to be seen.
          maxWorkers: 2,
          // A page is asked again until it shows what is expected: it may have been drawn by half.
          expect: { poll: { timeout: 20_000 } },
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
    ],
  },
})
