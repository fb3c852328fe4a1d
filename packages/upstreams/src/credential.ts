import { createHmac } from 'node:crypto'
import type { CredentialId } from '@reelkeep/core'
import { Secret } from './secret.ts'

/** A key and the name under which a submission remembers it. */
export type Credential = { readonly id: CredentialId; readonly key: Secret }

export function credentialOf(key: string): Credential {
  return { id: credentialIdOf(key), key: new Secret(key) }
}

/** Says which key made a task without being the key; the same on every machine, so no pepper. */
function credentialIdOf(key: string): CredentialId {
  const digest = createHmac('sha256', 'reelkeep upstream credential').update(key).digest('hex')
  return `cred_${digest.slice(0, 24)}` as CredentialId // parsing: the one place where such an id is made
}
