import type { Evidence, PollVerdict, SubmitVerdict } from '../reading/evidence.ts'
import { wrongPlaceForPoll, wrongPlaceForSubmit } from '../reading/wrong-place.ts'

/** Every line in the order of NOTES.md, which gives its source. */
export const submitEvidence: readonly Evidence<SubmitVerdict>[] = [
  ...wrongPlaceForSubmit,
  { http: [400, 403, 422], signs: ['error', 'moderated'], is: 'moderated', why: 'xAI’s refusal, passed on' },
  {
    http: [400],
    signs: ['error', 'upload-url'],
    is: 'configuration',
    why: 'the xAI team behind this gateway keeps no data and wants output.upload_url, which Reelkeep does not send: ask the gateway',
  },
  { http: [401, 402], signs: [], is: 'account', why: 'the key, or its money' },
  { http: [429], signs: ['account'], is: 'account', why: 'balance, or the quota of this key alone' },
  { http: [429], signs: [], is: 'rate-limited', why: 'saturation' },
  { http: [400, 403, 404, 422], signs: ['error', 'account'], is: 'account', why: 'it says so' },
  {
    http: [400, 403, 404, 422],
    signs: ['error'],
    is: 'rejected',
    why: 'validation, or an unsupported field',
  },
  { http: [500], signs: ['error', 'invalid-request'], is: 'rejected', why: 'a bad request behind a 500' },
  { http: [413], signs: [], is: 'rejected', why: 'a proxy refuses what is too long before it passes it on' },
]

export const pollEvidence: readonly Evidence<PollVerdict>[] = [
  ...wrongPlaceForPoll,
  { http: [400, 403, 422], signs: ['moderated'], is: 'moderated', why: 'xAI’s 400 on the poll, passed on' },
  { http: [400], signs: ['billed'], is: 'moderated', why: 'only a rejection that was billed carries a cost' },
  { http: [401, 402], signs: [], is: 'account', why: 'the key, or its money' },
  { http: [400, 403, 404, 429], signs: ['account'], is: 'account', why: 'it says so' },
  { http: [404, 410], signs: [], is: 'missing', why: 'what the code says' },
  { http: [400], signs: ['missing'], is: 'missing', why: 'new-api’s task_not_exist is a 400' },
]
