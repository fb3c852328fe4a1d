import { defineConfig } from 'vitest/config'

const outside = ['**/node_modules/**', '**/dist/**']
const services = './packages/testing/src/global-setup.ts'

// Four suites: `vitest run --project unit` and so on. Only unit runs without Postgres, Redis and S3.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.unit.test.ts'],
          exclude: outside,
          // A worker imports what is pure once, not once for each file.
          isolate: false,
          // Some start a linter or read the whole tree, which a busy machine may take its time over.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['**/*.service.test.ts'],
          exclude: outside,
          globalSetup: services,
          // A worker imports the AWS SDK, BullMQ and our own rooms once, not once for each file.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'journey',
          include: ['**/*.journey.test.ts'],
          exclude: outside,
          globalSetup: services,
          isolate: false,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: outside,
          globalSetup: services,
          // Each file has a demo and a browser of its own, and mostly waits for what is to be seen.
          maxWorkers: 2,
          // A page is asked again until it shows what is expected: it may have been drawn by half.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
