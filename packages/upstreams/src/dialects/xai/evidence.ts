import type { Evidence, PollVerdict, SubmitVerdict } from '../reading/evidence.ts'
import { wrongPlaceForPoll, wrongPlaceForSubmit } from '../reading/wrong-place.ts'

/** Every line in the order of NOTES.md, which gives its source. */
export const submitEvidence: readonly Evidence<SubmitVerdict>[] = [
  ...wrongPlaceForSubmit,
  {
    http: [400, 403, 422],
    signs: ['error', 'moderated'],
    is: 'moderated',
    why: 'content refused at the door',
  },
  {
    http: [400],
    signs: ['error', 'upload-url'],
    is: 'configuration',
    why: 'this team keeps no data at xAI (zero data retention) and must name output.upload_url, which Reelkeep does not send: use the key of a team that keeps data',
  },
  { http: [401, 402], signs: [], is: 'account', why: 'no valid key, or the spending limit' },
  { http: [403], signs: ['error'], is: 'account', why: 'no permission, or the team is blocked' },
  { http: [429], signs: ['account'], is: 'account', why: 'credits or the monthly limit are used up' },
  { http: [429], signs: [], is: 'rate-limited', why: 'requests per second' },
  { http: [400, 404], signs: ['error', 'account'], is: 'account', why: 'an incorrect API key is a 400 here' },
  {
    http: [405],
    signs: ['error'],
    is: 'configuration',
    why: 'the path takes no POST: base_url, or <NAME>_BASE_URL, is wrong',
  },
  {
    http: [400, 404, 415, 422],
    signs: ['error'],
    is: 'rejected',
    why: 'invalid argument, unknown model',
  },
  { http: [413], signs: [], is: 'rejected', why: 'a proxy refuses what is too long before it passes it on' },
]

export const pollEvidence: readonly Evidence<PollVerdict>[] = [
  ...wrongPlaceForPoll,
  {
    http: [400, 403, 422],
    signs: ['moderated'],
    is: 'moderated',
    why: 'a rejection by moderation is a 400 on the poll',
  },
  { http: [400], signs: ['billed'], is: 'moderated', why: 'only a rejection that was billed carries a cost' },
  { http: [401, 402], signs: [], is: 'account', why: 'no valid key, or the spending limit' },
  { http: [400, 403, 404, 429], signs: ['account'], is: 'account', why: 'it says so' },
  { http: [404, 410], signs: [], is: 'missing', why: 'unknown, or another team’s' },
  { http: [400], signs: ['missing'], is: 'missing', why: 'it says so' },
]
