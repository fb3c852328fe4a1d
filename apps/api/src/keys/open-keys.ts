import { adminKeyId, adminOwnerId, type KeyClaim } from '@reelkeep/db'
import { type Caller, noLimits, scopes } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { keyDamaged, keyEnded, keyWrong, sessionOver } from '../errors.ts'
import { isSameText } from '../session.ts'
import { createKeyBook, type KeyBook } from './key-book.ts'
import { isDigestOf, keyDigest, readKeyText } from './key-text.ts'

/** Who a key or a session stands for, before anything is asked about what it may do. */
export type Bearer = Omit<Caller, 'via'>

export type KeyOpener = {
  /** Throws 401 with the fix when the text lets nobody in. */
  openText(text: string): Promise<Bearer>
  /** The key that a session was opened with, as it stands now. */
  openSession(keyId: string): Promise<Bearer>
}

/** What a server needs to know its keys. One per app: its memory of them is what a revocation here empties. */
export type KeyDesk = { readonly opener: KeyOpener; readonly book: KeyBook }

export function openKeyDesk(deps: Pick<AppDeps, 'config' | 'clock' | 'db'>): KeyDesk {
  const book = createKeyBook(deps)
  return { book, opener: createKeyOpener(deps, book) }
}

/** The rows that the first migration seeds: the configuration's key acts as this one owner, and needs no database. */
const adminTerms: Bearer = {
  ownerId: adminOwnerId,
  ownerName: 'admin',
  keyId: adminKeyId,
  keyName: 'admin',
  scopes,
  limits: noLimits,
}

function createKeyOpener({ config, clock }: Pick<AppDeps, 'config' | 'clock'>, book: KeyBook): KeyOpener {
  return {
    async openText(text) {
      if (isSameText(config.adminKey, text)) return adminBearer()
      const reading = readKeyText(text)
      if (reading.outcome === 'foreign') throw keyWrong()
      if (reading.outcome === 'damaged') throw keyDamaged()
      const claim = await book.find(reading.key.id)
      const isRight = isDigestOf(claim?.secretHash ?? null, keyDigest(config.secret, text))
      // Whether it was revoked is said only to who has the secret.
      if (claim === null || !isRight) throw keyWrong()
      return bearerOf(claim)
    },
    async openSession(keyId) {
      if (keyId === adminKeyId) return adminBearer()
      const claim = await book.find(keyId)
      if (claim === null) throw sessionOver()
      return bearerOf(claim)
    },
  }

  function adminBearer(): Bearer {
    book.noteUse(adminKeyId)
    return adminTerms
  }

  function bearerOf(claim: KeyClaim): Bearer {
    const { revokedAt, expiresAt, lastFour } = claim
    if (revokedAt !== null) throw keyEnded('revoked', lastFour, revokedAt)
    if (expiresAt !== null && expiresAt <= clock.now()) throw keyEnded('expired', lastFour, expiresAt)
    book.noteUse(claim.id)
    return {
      ownerId: claim.ownerId,
      ownerName: claim.ownerName,
      keyId: claim.id,
      keyName: claim.name,
      scopes: scopes.filter((scope) => claim.scopes.includes(scope)),
      limits: {
        requestsPerMinute: claim.requestsPerMinute,
        upstreams: claim.allowedUpstreams,
        models: claim.allowedModels,
        maxDurationS: claim.maxDurationS,
      },
    }
  }
}
