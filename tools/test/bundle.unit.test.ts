import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { bundleOptions, processes } from '../bundle-options.ts'

const sources = join(import.meta.dirname, '../../apps/worker/src')

test('no bundled file holds the name of a failpoint', async () => {
  const names = await failpointNames()
  expect(names.length, 'a search that finds no names proves nothing').toBeGreaterThan(8)
  expect(await namesIn(bundleOptions, names)).toEqual([])
  expect(await namesIn({ ...bundleOptions, dropLabels: [] }, names), 'only the label keeps them out').toEqual(
    names,
  )
})

test('the bundled shell finds the bundled migrate beside it', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'reelkeep-bundle-'))
  onTestFinished(() => rm(outdir, { recursive: true, force: true }))
  const { reelkeep, migrate } = processes
  await build({ ...bundleOptions, entryPoints: { reelkeep, migrate }, sourcemap: false, outdir })
  const env = {
    DATABASE_URL: 'postgres://somebody@127.0.0.1:1/reelkeep',
    REELKEEP_MIGRATIONS_DIR: join(import.meta.dirname, '../../migrations'),
  }
  const ended = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile(process.execPath, [join(outdir, 'reelkeep.js'), 'migrate'], { env }, (error, _out, err) => {
      resolve({ code: error?.code, err })
    })
  })
  expect(ended).toEqual({ code: 3, err: expect.stringContaining('Cannot reach Postgres at 127.0.0.1:1') })
})

/** As the labelled lines give them: a new one is looked for too. */
async function failpointNames(): Promise<string[]> {
  const files = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(files.map((name) => readFile(join(sources, name), 'utf8')))
  const found = texts.flatMap((text) =>
    [...text.matchAll(/failpoint\('([a-z._]+)'/g)].map(([, name = '']) => name),
  )
  return [...new Set(found)].sort()
}

async function namesIn(options: BuildOptions, names: readonly string[]): Promise<string[]> {
  const { outputFiles = [] } = await build({ ...options, sourcemap: false, outdir: '/bundle', write: false })
  return names.filter((name) => outputFiles.some(({ text }) => text.includes(name)))
}
