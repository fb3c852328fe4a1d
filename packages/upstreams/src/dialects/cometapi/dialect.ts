import type { Dialect } from '../../port.ts'
import { readWith } from '../reading/wire.ts'
import { xaiReplyFields } from '../xai/reply-fields.ts'
import { pollEvidence, submitEvidence } from './evidence.ts'
import { buildPoll, buildSubmit } from './request.ts'
import { statusWords } from './status-words.ts'

/** new-api's row of a task, and the field in which newer builds keep the result. */
const wrapperFields: readonly string[] = [
  'message',
  'data',
  'created_at',
  'updated_at',
  'task_id',
  'platform',
  'user_id',
  'group',
  'channel_id',
  'quota',
  'action',
  'fail_reason',
  'result_url',
  'submit_time',
  'start_time',
  'finish_time',
  'properties',
  'properties.input',
  'properties.upstream_model_name',
  'properties.origin_model_name',
]

/** The wire of CometAPI, which has answered one call in two shapes. NOTES.md says where each rule comes from. */
export const cometapi: Dialect = {
  name: 'cometapi',
  buildSubmit,
  buildPoll,
  ...readWith({
    fieldNames: {},
    idFields: ['request_id', 'task_id', 'id'],
    statusWords,
    idAloneIsPending: true,
    moderatedIsCharged: 'unknown',
    submitEvidence,
    pollEvidence,
    replyFields: new Set([...xaiReplyFields, ...wrapperFields]),
  }),
}
