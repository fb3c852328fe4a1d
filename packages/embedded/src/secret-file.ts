import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Reads the secret kept at `path`, or makes one there with mode 0600. Never leaves half a secret behind. */
export function keepSecret(path: string): { secret: string; isNew: boolean } {
  const kept = readSecret(path)
  if (kept !== null) return { secret: kept, isNew: false }
  const secret = randomBytes(32).toString('base64url')
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link fails where the name exists, so that of two writers both end up with the first one's secret.
    linkSync(draft, path)
  } catch (error) {
    const winner = readSecret(path)
    if (winner === null) throw error
    return { secret: winner, isNew: false }
  } finally {
    rmSync(draft, { force: true })
  }
  return { secret, isNew: true }
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
