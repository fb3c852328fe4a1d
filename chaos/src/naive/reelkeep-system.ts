import type { OpenChaosWorld } from '../world/open-world.ts'
import type { Standing, System } from './system.ts'

/** Reelkeep as the rows of the fault matrix meet it, behind the same few calls as the naive one. */
export function reelkeepSystem(world: OpenChaosWorld): System {
  let batches = 0
  return {
    name: 'reelkeep',
    send: async (prompts) => {
      batches += 1
      const items = prompts.map((prompt) => ({ prompt, model: 'grok_video3' }))
      const body = { name: `compared ${batches}`, items, stop_when: 'never' }
      const { status } = await world.api.call('POST', '/v1/batches', body)
      if (status > 202) throw new Error(`the batch was answered ${status}`)
    },
    killOne: async () => {
      await world.workers()[0]?.kill()
      await world.startWorker()
    },
    standing: async () => {
      const rows = await world.postgres.execute<{ prompt: string; state: string }>(
        'select prompt, state from jobs',
      )
      return new Map(rows.map(({ prompt, state }) => [prompt, standingOf(state)]))
    },
  }
}

function standingOf(state: string): Standing {
  switch (state) {
    case 'archived':
      return 'kept'
    case 'failed':
    case 'canceled':
      return 'failed'
    case 'unconfirmed':
      return 'held'
    default:
      return 'moving'
  }
}
