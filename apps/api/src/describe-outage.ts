import { isDatabaseAway } from '@reelkeep/db'

/** An outage that we found ourselves; its message is fit for everybody. */
export class Outage extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Outage'
  }
}

/** What is wrong with a part, in our words: needs no key to be read, so no address and no driver's or server's text. */
export function describeOutage(error: unknown): string {
  for (let here = error; here instanceof Error; here = here.cause) {
    const words = wordsFor(here)
    if (words !== null) return words
  }
  return isDatabaseAway(error) ? unreachable : 'does not answer as it should'
}

const unreachable = 'cannot be reached'

const byCode: Readonly<Record<string, string>> = {
  '53300': 'takes no more connections',
  '53100': 'is full',
  '25006': 'takes no writes',
  '57P01': 'is going down',
  '57P02': 'is going down',
  '57P03': 'is starting or going down',
  '28P01': 'refuses our password',
  '28000': 'refuses our password',
  NO_CONNECTION_FREE: 'is too busy',
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
}

/** Redis begins its replies of trouble with a word in capitals; the S3 client names its errors. */
const byFirstWord: Readonly<Record<string, string>> = {
  OOM: 'is full',
  READONLY: 'takes no writes',
  LOADING: 'is starting or going down',
  NOAUTH: 'refuses our password',
  WRONGPASS: 'refuses our password',
  Connection: unreachable,
  Stream: unreachable,
  Command: 'gives no answer in time',
}

const byName: Readonly<Record<string, string>> = {
  AccessDenied: 'refuses our key',
  InvalidAccessKeyId: 'refuses our key',
  SignatureDoesNotMatch: 'refuses our key',
  NoSuchBucket: 'has no such bucket',
  NotFound: 'has no such bucket',
  TimeoutError: 'gives no answer in time',
}

function wordsFor(error: Error): string | null {
  if (error instanceof Outage) return error.message
  const code = 'code' in error && typeof error.code === 'string' ? byCode[error.code] : undefined
  const first = byFirstWord[error.message.split(' ', 1)[0] ?? '']
  return code ?? byName[error.name] ?? first ?? null
}
