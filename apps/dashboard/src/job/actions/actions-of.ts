import type { Job, Scope } from '../../api/types.ts'

export type ActionName =
  | 'resolve'
  | 'correct'
  | 'write-off'
  | 'allow-host'
  | 'retry'
  | 'rearchive'
  | 'hurry'
  | 'resume'
  | 'pause'
  | 'priority'
  | 'cancel'

export const scopeOf: Readonly<Record<ActionName, Scope>> = {
  resolve: 'operate',
  correct: 'operate',
  'write-off': 'operate',
  'allow-host': 'operate',
  retry: 'submit',
  rearchive: 'submit',
  hurry: 'submit',
  resume: 'submit',
  pause: 'submit',
  priority: 'submit',
  cancel: 'submit',
}

type Standing = Pick<
  Job,
  | 'state'
  | 'reason'
  | 'waiting_for'
  | 'overdue'
  | 'task_id'
  | 'task_unproven'
  | 'adopted'
  | 'due_at'
  | 'failure'
>

/** What a person can do about a job now, the likeliest first. The api has the last word. */
export function actionsOf(job: Standing, now: Date): ActionName[] {
  switch (job.state) {
    case 'queued':
      // Held by itself it has no due time; held by its batch it has one, and its batch is to be resumed.
      return [job.waiting_for === 'pause' && job.due_at === null ? 'resume' : 'pause', 'priority', 'cancel']
    case 'unconfirmed':
      return ['resolve']
    case 'rendering':
      return [
        ...hurry(job, now),
        ...(job.task_unproven ? (['correct'] as const) : []),
        ...(job.overdue && !job.task_unproven ? (['write-off'] as const) : []),
      ]
    case 'archiving':
      return job.waiting_for === 'link_refused' ? ['allow-host'] : hurry(job, now)
    case 'failed':
      return [
        ...(job.task_unproven ? (['correct'] as const) : []),
        ...(mayStillGive(job) ? (['rearchive'] as const) : []),
        ...(job.adopted ? [] : (['retry'] as const)),
      ]
    case 'submitting':
    case 'archived':
    case 'canceled':
      return []
  }
}

function hurry({ due_at: dueAt }: Standing, now: Date): ActionName[] {
  return dueAt !== null && new Date(dueAt) > now ? ['hurry'] : []
}

/** The rule of core's reopenJob: after these the upstream may still have the clip, and asking is free. */
function mayStillGive({ failure, reason, task_id: taskId }: Standing): boolean {
  return taskId !== null && failure?.charged !== false && reason !== null && stillThere.has(reason)
}

const stillThere: ReadonlySet<string> = new Set([
  'artifact_lost',
  'invalid_artifact',
  'no_artifact',
  'crashed',
  'upstream_lost',
  'written_off',
])
