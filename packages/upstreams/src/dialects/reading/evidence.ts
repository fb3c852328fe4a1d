import type { Reply } from '../../port.ts'
import type { ErrorWords } from './error-words.ts'
import type { ReplyBody } from './reply-body.ts'
import { saysAccountTrouble, saysTaskMissing, saysUploadUrl } from './wording.ts'

/**
 * What can be seen in a reply besides its HTTP code.
 * `page`: HTML · `text`: neither JSON nor HTML · `error`: a JSON error of the vendor's that names no task · `account`, `moderated`, `missing`,
 * `upload-url`: what its words say · `invalid-request`: its code is that · `billed`: it reports a cost above 0.
 */
export type Sign =
  | 'page'
  | 'text'
  | 'error'
  | 'account'
  | 'moderated'
  | 'missing'
  | 'upload-url'
  | 'invalid-request'
  | 'billed'

/** One line of a vendor's table: with these codes and all of these signs, the reply is this, because. */
export type Evidence<Verdict> = {
  readonly http: readonly number[]
  readonly signs: readonly Sign[]
  readonly is: Verdict
  readonly why: string
}

/** What a create's refusal proves. What is not in the table is unknown: a task may exist. */
export type SubmitVerdict = 'rejected' | 'moderated' | 'rate-limited' | 'account' | 'configuration'

/** What a poll's refusal proves. What is not in the table is no answer: the task is asked about again. */
export type PollVerdict = 'moderated' | 'account' | 'missing' | 'configuration'

export function signsOf(
  body: ReplyBody,
  seen: { readonly words: ErrorWords; readonly namesTask: boolean; readonly isBilled: boolean },
): ReadonlySet<Sign> {
  const { words, namesTask, isBilled } = seen
  const signs: readonly (readonly [Sign, boolean])[] = [
    ['page', body.kind === 'page'],
    ['text', body.kind === 'other'],
    ['error', body.kind === 'object' && words.all !== '' && !namesTask],
    ['account', saysAccountTrouble(words.all)],
    ['moderated', words.isModerated],
    ['missing', saysTaskMissing(words.all)],
    ['upload-url', saysUploadUrl(words.all)],
    ['invalid-request', words.code?.toLowerCase() === 'invalid_request'],
    ['billed', isBilled],
  ]
  return new Set(signs.filter(([, holds]) => holds).map(([sign]) => sign))
}

/** The first line that fits. */
export function judge<Verdict>(
  table: readonly Evidence<Verdict>[],
  reply: Reply,
  signs: ReadonlySet<Sign>,
): Evidence<Verdict> | null {
  return (
    table.find((line) => line.http.includes(reply.status) && line.signs.every((sign) => signs.has(sign))) ??
    null
  )
}
