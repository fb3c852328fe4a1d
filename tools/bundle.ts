/**
 * Bundles what the image runs: node tools/bundle.ts [folder], by default dist/image. Node strips no types under
 * node_modules, so what is copied out of the workspace must be JavaScript; and one file a process starts faster.
 */
import { chmod, cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions, processes } from './bundle-options.ts'

const root = join(import.meta.dirname, '..')
const target = resolve(process.argv[2] ?? join(root, 'dist/image'))

await rm(target, { recursive: true, force: true })
await mkdir(target, { recursive: true })
const { warnings } = await build({ ...bundleOptions, outdir: join(target, 'bin') })
if (warnings.length > 0) process.exit(1)
// It begins with the line that names its interpreter.
await chmod(join(target, 'bin/reelkeep.js'), 0o755)

await cp(join(root, 'migrations'), join(target, 'migrations'), { recursive: true })
await cp(join(root, 'apps/dashboard/dist'), join(target, 'dashboard'), { recursive: true })
await copyDocsPage()
process.stdout.write(`bundled ${Object.keys(processes).join(', ')} into ${target}\n`)

/** The page that shows the contract looks for its files beside its code, and for its logo one folder lower. */
async function copyDocsPage(): Promise<void> {
  const apiRequire = createRequire(join(root, 'apps/api/package.json'))
  const files = join(dirname(apiRequire.resolve('@fastify/swagger-ui')), 'static')
  await cp(files, join(target, 'static'), { recursive: true })
  await cp(join(files, 'logo.svg'), join(target, 'bin/static/logo.svg'))
}
