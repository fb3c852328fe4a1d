import type { Dialect } from '../../port.ts'
import { readWith } from '../reading/wire.ts'
import { pollEvidence, submitEvidence } from './evidence.ts'
import { xaiReplyFields } from './reply-fields.ts'
import { buildPoll, buildSubmit } from './request.ts'
import { statusWords } from './status-words.ts'

/** The wire of xAI itself. NOTES.md says where each rule comes from. */
export const xai: Dialect = {
  name: 'xai',
  buildSubmit,
  buildPoll,
  ...readWith({
    fieldNames: {},
    idFields: ['request_id', 'id'],
    statusWords,
    idAloneIsPending: true,
    moderatedIsCharged: 'yes',
    submitEvidence,
    pollEvidence,
    replyFields: new Set(xaiReplyFields),
  }),
}
