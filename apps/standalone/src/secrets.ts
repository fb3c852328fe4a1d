import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { keepSecret } from '@reelkeep/embedded'

export type Secrets = { readonly adminKey: string; readonly secret: string; readonly isNewAdminKey: boolean }

export const adminKeyFile = (dataDir: string) => join(dataDir, 'admin-key')

/** What the environment does not give is made once and kept beside the data it belongs to. */
export function readSecrets(env: NodeJS.ProcessEnv, dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const given = env.REELKEEP_ADMIN_KEY?.trim()
  const admin = given ? { secret: given, isNew: false } : keepSecret(adminKeyFile(dataDir))
  return { adminKey: admin.secret, isNewAdminKey: admin.isNew, secret: readSecret(env, dataDir) }
}

function readSecret(env: NodeJS.ProcessEnv, dataDir: string): string {
  const given = env.REELKEEP_SECRET?.trim()
  if (given) return given
  if (env.DATABASE_URL?.trim()) {
    // Key hashes in a shared database would be worth nothing to a second machine with a secret of its own.
    throw new Error(
      'REELKEEP_SECRET must be set when DATABASE_URL is, to the same 32 or more characters on every machine (found nothing)',
    )
  }
  return keepSecret(join(dataDir, 'secret')).secret
}
