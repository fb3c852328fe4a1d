import { setTimeout as delay } from 'node:timers/promises'
import { workload } from './engine.ts'
import { openSideEffects } from './engines/side-effects.ts'

const { jobs, world } = JSON.parse(process.argv[2] ?? '{}')
const effects = openSideEffects(world)
const slots = createSlots(workload.concurrency)

process.once('message', () => {
  void Promise.all(Array.from({ length: jobs }, (_, index) => render(index))).then(() =>
    process.send?.('done'),
  )
})
process.send?.('ready')

async function render(index: number): Promise<void> {
  const taskId = await slots(() => effects.create(`clip ${index}`))
  let link: string | null = null
  while (link === null) {
    await delay(workload.pollEveryMs)
    link = await slots(() => effects.poll(taskId))
  }
  const found = link
  await slots(() => effects.archive(found, `${index}.mp4`))
}

/** At most `limit` at work at once; a sleeping job holds no slot. */
function createSlots(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let free = limit
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
