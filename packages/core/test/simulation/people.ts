import type { Job, JobEvent, TaskId } from '../../src/index.ts'
import { type Act, fraction } from './life.ts'
import { settle } from './settle.ts'
import { jobOf, type Work, type World } from './world.ts'

type Wish =
  | 'hurry'
  | Extract<
      Act['what'],
      | 'cancel'
      | 'pause'
      | 'resume'
      | 'retry'
      | 'rearchive'
      | 'bind'
      | 'resubmit'
      | 'write off'
      | 'allow a host'
    >

/** Load → decide → save again until the row holds still; a person sees a row that may be old by then. */
export function* actOfPerson(world: World, seen: Job, wish: Wish, luck: number): Work {
  for (let tries = 1; tries <= 5; tries += 1) {
    const job = tries === 1 ? seen : jobOf(world, seen.id)
    const event = eventOf(world, job, wish, luck)
    const settled = yield* settle(world, { job, event, persistence: 'few-tries' })
    if (settled.outcome === 'saved') return
    if (jobOf(world, seen.id).version === job.version) return
  }
}

function eventOf(world: World, job: Job, wish: Wish, luck: number): JobEvent {
  const by = 'key_1'
  switch (wish) {
    case 'cancel':
      return { type: 'job-canceled', by, reason: 'by_user' }
    case 'pause':
      return { type: 'job-paused', by }
    case 'resume':
      return { type: 'job-resumed', by }
    case 'retry':
      return { type: 'job-retried', by }
    case 'rearchive':
      return { type: 'job-rearchived', by }
    case 'bind': {
      const taskId = taskInConsole(world, job, luck)
      return { type: 'submission-bound', by, taskId, message: 'seen', credentialId: null, baseUrl: null }
    }
    case 'resubmit':
      return { type: 'submission-resubmitted', by, message: 'not in the console' }
    case 'write off':
      return { type: 'submission-written-off', by, message: 'not worth it' }
    case 'hurry':
      return { type: 'job-hurried', by }
    case 'allow a host':
      return { type: 'link-allowed', by, host: 'clips.example.com' }
  }
}

/** What a person finds there: the task if there is one, else another job's; and now and then a slip of the pen. */
function taskInConsole({ upstream, database }: World, job: Job, luck: number): TaskId {
  const tasks = [...upstream.tasks.values()]
  const own = tasks.find((task) => task.submissionId === job.submission?.id)
  if (own !== undefined && fraction(luck, 51) < 0.6) return own.id
  const bound = tasks.find((task) => database.boundTasks.has(task.id))
  return bound !== undefined && fraction(luck, 50) < 0.5 ? bound.id : (`typo_${job.id}_${luck}` as TaskId)
}
