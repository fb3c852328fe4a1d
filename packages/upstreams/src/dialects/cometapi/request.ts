import type { Job, TaskId } from '@reelkeep/core'
import type { ModelTraits } from '../../port.ts'
import { pollPath, submitBody, submitPath } from '../xai/request.ts'

const prefix = '/grok/v1'

/** xAI's own request under CometAPI's prefix. It names less: which modes exist here is for the profile to say. */
export function buildSubmit(job: Job, traits: ModelTraits): { path: string; body: unknown } {
  return { path: `${prefix}${submitPath(job)}`, body: submitBody(job, traits) }
}

export function buildPoll(taskId: TaskId): { path: string } {
  return { path: `${prefix}${pollPath(taskId)}` }
}
