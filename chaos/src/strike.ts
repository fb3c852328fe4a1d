import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Failpoint } from '@reelkeep/worker'
import type { FailpointSetting } from './world/failpoint.ts'
import { tellParent } from './world/parent.ts'

/** Strikes this process as it was told, where it was told. The parent hears of it first. */
export function failpointOf(setting: FailpointSetting | null): Failpoint {
  if (setting === null) return () => Promise.resolve()
  const { name, action, prompt = '', at = 1, times = 1 } = setting
  let reached = 0
  return async (here, job) => {
    if (here !== name || !job.prompt.includes(prompt)) return
    reached += 1
    if (reached < at || reached >= at + times) return
    await tellParent({ type: 'fired', jobId: job.id })
    await strike(action, name)
  }
}

async function strike(action: FailpointSetting['action'], name: string): Promise<void> {
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL')
      return
    case 'freeze':
      process.kill(process.pid, 'SIGSTOP')
      return
    case 'throw':
      throw new Error(`struck at ${name}`)
    default:
      if ('sleep' in action) await delay(action.sleep)
      else block(action.block)
  }
}

function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
