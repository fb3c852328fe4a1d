import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export const sessionIdleMs = 30 * 60_000
export const sessionAbsoluteMs = 12 * 3_600_000
/** A session used after this gets a fresh idle limit; sooner would only rewrite the cookie on every request. */
export const sessionRenewAfterMs = 60_000

export type Session = {
  /** The key that signed in. What it may do is looked up anew on each request. */
  readonly keyId: string
  readonly signedInAt: Date
  readonly seenAt: Date
}

export type Sessions = {
  /** The cookie's value. */
  seal(session: Session): string
  /** Null: forged, or over. */
  open(value: string, now: Date): Session | null
}

/** Sessions are signed statements of a key's id and two times. Changing the admin key or the secret ends all of them. */
export function createSessions(secret: string, adminKey: string): Sessions {
  const signingKey = createHmac('sha256', secret).update(`session:${adminKey}`).digest()
  const sign = (text: string) => createHmac('sha256', signingKey).update(text).digest('base64url')
  return {
    seal({ keyId, signedInAt, seenAt }) {
      const text = `${keyId}.${signedInAt.getTime()}.${seenAt.getTime()}`
      return `${text}.${sign(text)}`
    },
    open(value, now) {
      const match = /^(key_[0-9a-z]{26})\.(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/.exec(value)
      if (!match) return null
      const [, keyId = '', signedInMs = '', seenMs = '', signature = ''] = match
      if (!isSameText(sign(`${keyId}.${signedInMs}.${seenMs}`), signature)) return null
      const session = { keyId, signedInAt: new Date(Number(signedInMs)), seenAt: new Date(Number(seenMs)) }
      const isOver =
        now.getTime() >= session.seenAt.getTime() + sessionIdleMs ||
        now.getTime() >= session.signedInAt.getTime() + sessionAbsoluteMs
      return isOver ? null : session
    },
  }
}

/** Compares digests of equal length, so that neither the time nor the length of the presented text tells anything. */
export function isSameText(expected: string, presented: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(presented))
}
