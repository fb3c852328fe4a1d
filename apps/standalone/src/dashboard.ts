// Builds the dashboard when its files are not those of the last build. The stamp is their hash, not their time:
// a fresh clone's times say nothing.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './paths.ts'

const folder = join(repositoryRoot, 'apps', 'dashboard')
const stampFile = join(folder, 'dist', '.stamp')

/** Never throws: without a page the api still serves, and the line says what is missing. False: it is missing. */
export async function ensureDashboard(say: (line: string) => void): Promise<boolean> {
  const stamp = hashSources()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  say('building the dashboard (once) ...')
  try {
    await build()
    writeFileSync(stampFile, stamp)
    return true
  } catch (error) {
    say(
      `the dashboard could not be built, so its page is missing: ${error instanceof Error ? error.message : error}`,
    )
    return false
  }
}

function hashSources(): string {
  const hash = createHash('sha256')
  const patterns = ['src/**/*', 'public/**/*', 'index.html', 'package.json', 'vite.config.*', 'tsconfig.json']
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: folder, withFileTypes: true }))
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  for (const path of [...paths.sort(), join(repositoryRoot, 'pnpm-lock.yaml')]) {
    hash.update(path.slice(repositoryRoot.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function build(): Promise<void> {
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js')
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, timeout: 120_000, env: { ...process.env, NODE_ENV: 'production' } }
    execFile(
      process.execPath,
      [vite, 'build', '--logLevel', 'error'],
      options,
      (cause, _output, complaint) => {
        if (cause === null) return resolve()
        reject(new Error(complaint.trim().split('\n').at(0) || cause.message, { cause }))
      },
    )
  })
}
