import type { Evidence, PollVerdict, SubmitVerdict } from '../reading/evidence.ts'
import { wrongPlaceForPoll, wrongPlaceForSubmit } from '../reading/wrong-place.ts'

/** No error code is documented, so a line holds what a code says by itself, and needs the vendor's own words for more. */
export const submitEvidence: readonly Evidence<SubmitVerdict>[] = [
  ...wrongPlaceForSubmit,
  { http: [401, 402], signs: [], is: 'account', why: 'answered at the door, before any work' },
  { http: [429], signs: ['account'], is: 'account', why: 'spent credit is a 429 at kindred services' },
  { http: [429], signs: [], is: 'rate-limited', why: 'answered at the door, before any work' },
  { http: [400, 403, 422], signs: ['error', 'moderated'], is: 'moderated', why: 'it says so' },
  { http: [400, 403, 404, 422], signs: ['error', 'account'], is: 'account', why: 'it says so' },
  { http: [400, 403, 404, 422], signs: ['error'], is: 'rejected', why: 'a well-formed refusal' },
  { http: [413], signs: [], is: 'rejected', why: 'a proxy refuses what is too long before it passes it on' },
]

export const pollEvidence: readonly Evidence<PollVerdict>[] = [
  ...wrongPlaceForPoll,
  { http: [401, 402], signs: [], is: 'account', why: 'the key, or its money' },
  { http: [400, 403, 422], signs: ['moderated'], is: 'moderated', why: 'xAI reports it on the poll' },
  { http: [400, 403, 404, 422, 429], signs: ['account'], is: 'account', why: 'it says so' },
  { http: [404, 410], signs: [], is: 'missing', why: 'what the code says' },
  { http: [400], signs: ['missing'], is: 'missing', why: 'new-api says so with a 400' },
]
