import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'

/** What the image runs, by the name of its file. */
export const processes = {
  api: 'apps/api/src/main.ts',
  // A thread of the api, which looks for it beside itself.
  workbook: 'apps/api/src/workbook-main.ts',
  worker: 'apps/worker/src/main.ts',
  // Looked for by the shell too, beside itself.
  migrate: 'packages/db/src/migrate-main.ts',
  'make-bucket': 'packages/archive/src/make-bucket-main.ts',
  reelkeep: 'apps/cli/src/main.ts',
}

/** CommonJS libraries inside an ES module still ask for these three. */
const commonJsNames = [
  "import { createRequire as createRequireOfBundle } from 'node:module'",
  'const require = createRequireOfBundle(import.meta.url)',
  'const __dirname = import.meta.dirname',
  'const __filename = import.meta.filename',
].join('\n')

/** Everything but where it goes. */
export const bundleOptions = {
  absWorkingDir: join(import.meta.dirname, '..'),
  entryPoints: processes,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  banner: { js: commonJsNames },
  minifySyntax: true,
  // Where tests strike a worker: no image has these lines.
  dropLabels: ['FAILPOINT'],
  sourcemap: 'linked',
  // The native half of pg, which is optional and which nobody here installs.
  external: ['pg-native'],
  logLevel: 'warning',
} satisfies BuildOptions
