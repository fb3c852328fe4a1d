import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Engine, EngineInput, RunFigures } from '../engine.ts'
import { firstMessage } from '../services/child.ts'
import { measure } from '../services/measure.ts'

/** No queue, no history, timers in memory: what the side effects alone cost. */
export const bareLoop: Engine = {
  name: 'bare',
  title: 'bare loop, nothing durable',
  history: null,
  run: (input) => runChild('bare', 'bare-loop-main.ts', input),
}

/** Three BullMQ queues and a transaction a transition, as a user would write it. */
export const plainBullmq: Engine = {
  name: 'plain',
  title: 'plain BullMQ worker',
  history: 'plain',
  run: (input) => runChild('plain', 'plain-bullmq-main.ts', input),
}

/** The child says `ready`, is told to go, and says `done` when its last job is. */
async function runChild(
  engine: string,
  file: string,
  { jobs, world, services }: EngineInput,
): Promise<RunFigures> {
  const child = fork(join(import.meta.dirname, '..', file), [JSON.stringify({ jobs, world })], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await firstMessage(child)
  const figures = await measure({
    engine,
    jobs,
    services,
    enginePids: [child.pid ?? 0],
    work: async () => {
      const done = firstMessage(child)
      child.send('go')
      await done
    },
  })
  child.disconnect()
  await once(child, 'exit')
  return figures
}
