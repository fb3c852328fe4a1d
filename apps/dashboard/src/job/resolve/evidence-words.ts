import type { Submission } from '../../api/job-details.ts'
import { durationText } from '../../format/duration.ts'
import { exactText } from '../../format/moment.ts'

export type Evidence = { readonly name: string; readonly text: string }

/** What is known of a POST whose fate is not: for a person who looks for it in the upstream's console. */
export function evidenceOf(
  { sent_at: sentAt, doubt, http_status: status, ...submission }: Submission,
  now: Date,
): Evidence[] {
  return [
    { name: 'Sent', text: sentAt === null ? 'it is not known when, or not by us' : sentWords(sentAt, now) },
    { name: 'Bytes', text: bytesWords(submission.status, sentAt) },
    { name: 'Came back', text: answerWords(doubt, status, sentAt) },
    ...(doubt?.why == null ? [] : [{ name: 'Why it is in doubt', text: doubt.why }]),
    { name: 'Asked for', text: submission.requested_model },
    { name: 'Its id', text: submission.id },
  ]
}

function sentWords(sentAt: string, now: Date): string {
  const ago = durationText(Math.max(0, now.getTime() - Date.parse(sentAt)))
  return `${exactText(new Date(sentAt))} (${ago} ago)`
}

function bytesWords(status: Submission['status'], sentAt: string | null): string {
  if (status === 'not_sent') return 'none left us'
  return sentAt === null
    ? 'not known'
    : 'the request was committed to be sent; all of it may have arrived, or none'
}

function answerWords(doubt: Submission['doubt'], status: number | null, sentAt: string | null): string {
  const answer = doubt?.answer ?? null
  if (answer === null) {
    return status === null ? 'nothing, or nothing that was kept' : `HTTP ${status}; the answer was not kept`
  }
  const after =
    sentAt === null ? '' : ` after ${durationText(Math.max(0, Date.parse(answer.at) - Date.parse(sentAt)))}`
  const read = answer.read_as === null ? '' : `, read as ${answer.read_as.replaceAll('-', ' ')}`
  return answer.http_status === null
    ? `no answer${after}${read}`
    : `HTTP ${answer.http_status}${after}${read}`
}
