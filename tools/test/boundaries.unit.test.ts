import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const planted: string[] = []

afterEach(async () => {
  await Promise.all(planted.splice(0).map((path) => rm(path, { force: true })))
})

/** Each wall, and an import that must not pass it. */
test.each([
  ['core-imports-nothing', 'packages/core/src/planted.ts', 'node:fs'],
  ['packages-import-core-only', 'packages/archive/src/planted.ts', '../../queue/src/index.ts'],
  ['simulator-imports-nothing-of-ours', 'packages/simulator/src/planted.ts', '../../core/src/index.ts'],
  ['embedded-imports-nothing-of-ours', 'packages/embedded/src/planted.ts', '../../core/src/index.ts'],
  ['testing-is-for-tests', 'apps/worker/src/planted.ts', '../../../packages/testing/src/index.ts'],
  ['testing-is-for-tests', 'chaos/src/planted.ts', '../../packages/testing/src/index.ts'],
  ['nobody-imports-chaos', 'tools/planted.ts', '../chaos/src/seed.ts'],
  ['only-standalone-imports-apps', 'apps/cli/src/planted.ts', '../../api/src/index.ts'],
  [
    'only-queue-knows-bullmq',
    'apps/worker/src/planted.ts',
    '../../../packages/queue/node_modules/bullmq/dist/esm/index.js',
  ],
  [
    'only-db-speaks-sql',
    'apps/api/src/planted.ts',
    '../../../packages/db/node_modules/postgres/src/index.js',
  ],
  [
    'only-archive-knows-the-aws-sdk',
    'apps/api/src/planted.ts',
    '../../../packages/archive/node_modules/@aws-sdk/client-s3/dist-es/index.js',
  ],
  ['features-know-no-neighbours', 'apps/dashboard/src/jobs/planted.ts', '../batches/Batches.tsx'],
  ['no-unresolvable', 'apps/worker/src/planted.ts', 'a-package-nobody-declared'],
])('%s refuses a planted import', async (rule, path, imported) => {
  const violations = await cruiseWith(
    path,
    `import * as planted from '${imported}'\nexport const kept = planted\n`,
  )
  expect(violations).toContain(rule)
})

test('the tree as it stands breaks no wall, and the walls see the tree', async () => {
  const { modules, violations } = await cruise(['apps', 'packages', 'bench', 'chaos', 'tools'])
  expect(violations).toEqual([])
  expect(modules, 'a cruise that sees nothing passes everything').toBeGreaterThan(100)
})

async function cruiseWith(path: string, text: string): Promise<string[]> {
  const file = join(root, dirname(path), `planted-${process.pid}-${planted.length}.ts`)
  await mkdir(dirname(file), { recursive: true })
  planted.push(file)
  await writeFile(file, text)
  return (await cruise([file])).violations
}

async function cruise(targets: string[]): Promise<{ modules: number; violations: string[] }> {
  const args = ['-c', '.dependency-cruiser.mjs', '--output-type', 'json', ...targets]
  const output = await promisify(execFile)(join(root, 'node_modules/.bin/depcruise'), args, {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error)
  const { summary, modules } = JSON.parse(output.stdout) as {
    summary: { violations: { rule: { name: string } }[] }
    modules: unknown[]
  }
  return { modules: modules.length, violations: summary.violations.map((violation) => violation.rule.name) }
}
