// A browser for tests: the machine's own Chromium, else the one that comes as an npm package.
import { accessSync, constants } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
// The package's own flags switch off what a browser test is there to check, and let one page take all others with it.
const unwantedFlags = new Set([
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--single-process',
  '--no-zygote',
])

export async function launchBrowser(): Promise<Browser> {
  const system = findOnPath(systemNames)
  const isRoot = process.getuid?.() === 0
  if (system !== null) {
    return chromium.launch({ executablePath: system, args: isRoot ? ['--no-sandbox'] : [] })
  }
  const packaged = await unpackChromium()
  return chromium.launch({
    executablePath: packaged.path,
    args: packaged.args,
    env: { ...definedVariables(), ...packaged.env },
  })
}

/**
 * Unpacks into a folder of our own: a half unpacked one of somebody else's must not be used. It brings its shared
 * libraries only to a machine it takes for Lambda, and says where they are through the environment it finds at import.
 */
async function unpackChromium(): Promise<{ path: string; args: string[]; env: Record<string, string> }> {
  const folder = join(tmpdir(), `reelkeep-chromium-${process.getuid?.() ?? 'user'}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const before = { ...process.env }
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' })
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    const path = await packaged.executablePath()
    return {
      path,
      args: packaged.args.filter((flag) => !unwantedFlags.has(flag)),
      env: {
        LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '',
        FONTCONFIG_FILE: await writeFontSettings(folder),
      },
    }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** The package's own settings name folders that are not ours; a browser that finds no font at all dies on some pages. */
async function writeFontSettings(folder: string): Promise<string> {
  const path = join(folder, 'reelkeep-fonts.conf')
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts'].map((dir) => `<dir>${dir}</dir>`).join('')
  const cache = `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  await writeFile(path, `<?xml version="1.0"?>\n<fontconfig>${dirs}${cache}</fontconfig>\n`)
  return path
}

function definedVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function findOnPath(names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  return null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run: look further.
    return false
  }
}
