import { counted } from '../format/count.ts'
import { isNothingNew } from './preview-words.ts'
import type { Checking } from './use-check.ts'

/** Whether the draft can be sent as it is now, in words. */
export type Standing = {
  readonly words: string
  /** It can be sent, and nothing would come of it. */
  readonly isNothingNew: boolean
  /** Something keeps it from being sent. */
  readonly blocks: boolean
  readonly isBad: boolean
}

type Input = Pick<Checking, 'isFresh' | 'error'> & {
  readonly reading: { readonly isReading: boolean; readonly error: Error | null }
  readonly hasRows: boolean
  readonly checked: Pick<NonNullable<Checking['checked']>, 'preview' | 'refusal' | 'troublesTotal'> | null
}

export function standingOf({ checked, isFresh, error, hasRows, reading }: Input): Standing {
  const blocked = (words: string, isBad: boolean): Standing => ({
    words,
    blocks: true,
    isBad,
    isNothingNew: false,
  })
  if (reading.isReading) return blocked('Reading …', false)
  if (reading.error !== null) return blocked('It could not be read.', true)
  if (!hasRows) return blocked('Choose a file, or paste prompts.', false)
  if (error !== null) return blocked(`Not checked: ${error.message}`, true)
  if (checked === null || !isFresh) return blocked('Checking …', false)
  const { preview, refusal, troublesTotal: total } = checked
  if (preview === null) {
    if (total > 0) return blocked(`${counted(total, 'problem')} to settle.`, true)
    return blocked(refusal?.message ?? 'It cannot be sent like this.', true)
  }
  if (!preview.valid) {
    return blocked(total > 0 ? `${counted(total, 'problem')} to settle.` : 'There is no row to send.', true)
  }
  if (preview.refusal !== null) return blocked(preview.refusal.message, true)
  if (preview.token === null) return blocked('It cannot be sent like this.', true)
  const left = preview.skipped_total > 0 ? ` ${counted(preview.skipped_total, 'row')} left out.` : ''
  const nothingNew = isNothingNew(preview)
  const ready = nothingNew ? 'Nothing is new: sending makes no clip and costs nothing.' : 'Ready to send.'
  return { words: `${ready}${left}`, blocks: false, isBad: false, isNothingNew: nothingNew }
}
