import type { Dialect } from '../../port.ts'
import { readWith } from '../reading/wire.ts'
import { pollEvidence, submitEvidence } from './evidence.ts'
import { buildPoll, buildSubmit } from './request.ts'
import { statusWords } from './status-words.ts'

/** The wire of GlobalAiOpc and XingChaoYiQing, which are one service. NOTES.md says where each rule comes from. */
export const globalaiopc: Dialect = {
  name: 'globalaiopc',
  buildSubmit,
  buildPoll,
  ...readWith({
    fieldNames: {},
    idFields: ['id', 'task_id'],
    statusWords,
    idAloneIsPending: false,
    moderatedIsCharged: 'unknown',
    submitEvidence,
    pollEvidence,
    replyFields: new Set([
      'id',
      'object',
      'created',
      'model',
      'status',
      'video_url',
      'actualDuration',
      // A string by the documents; the rest are the error shapes of kindred services.
      'error',
      'error.code',
      'error.message',
      'error.type',
      'error.param',
      'code',
      'message',
      'msg',
      'detail',
      'data',
    ]),
  }),
}
