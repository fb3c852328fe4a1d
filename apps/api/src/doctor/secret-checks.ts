import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, CheckFinding } from '@reelkeep/core'
import type { AppDeps } from '../deps.ts'

const longEnough = 43

/** How long our own keys are and where they come from; never what they are. */
export function secretChecks({ config }: Pick<AppDeps, 'config'>): Check[] {
  const { adminKey, secret, dataDir } = config
  return [
    {
      name: 'admin key',
      look: () => judgeSecret('REELKEEP_ADMIN_KEY', adminKey, join(dataDir, 'admin-key')),
      fix: 'Set REELKEEP_ADMIN_KEY.',
    },
    {
      name: 'secret',
      look: () => judgeSecret('REELKEEP_SECRET', secret, join(dataDir, 'secret')),
      fix: 'Set REELKEEP_SECRET.',
    },
  ]
}

async function judgeSecret(name: string, value: string, path: string): Promise<CheckFinding> {
  // Not there, or not ours to read: then it came from the environment.
  const kept = await readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
  if (kept === value) {
    const isOpen = ((await stat(path)).mode & 0o077) !== 0
    if (isOpen)
      return {
        outcome: 'failed',
        message: `others on this machine may read ${path}`,
        fix: `chmod 600 ${path}`,
      }
    return {
      outcome: 'ok',
      message: `made at the first start and kept in ${path}: it is lost with that folder, so keep a copy, and set ${name} before a second machine joins`,
    }
  }
  if (value.length >= longEnough)
    return { outcome: 'ok', message: `set by ${name}, ${value.length} characters` }
  return {
    outcome: 'warning',
    message: `set by ${name}, ${value.length} characters`,
    fix: `Where it is not random, make one: openssl rand -base64 32, into ${name}. A new REELKEEP_SECRET ends every session and key.`,
  }
}
