import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of the clone that this shell runs from, as its package.json says; null where there is none. */
export function ownVersion(): string | null {
  try {
    const found: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    )
    const isNamed = typeof found === 'object' && found !== null && 'version' in found
    return isNamed && typeof found.version === 'string' ? found.version : null
  } catch {
    // A shell without its clone knows no version, and is none the worse for it.
    return null
  }
}

export function ownVersionWords(): string {
  return `reelkeep ${ownVersion() ?? 'of an unknown version'} on Node ${process.version}`
}
