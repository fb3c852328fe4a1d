import { createHash } from 'node:crypto'
import type { OpenChaosWorld } from '../world/open-world.ts'
import type { UpstreamTask } from '../world/world.ts'
import type { System } from './system.ts'

/** What one system made of one fault; every number from the upstream's bill, the bucket and its own records. */
export type Losses = {
  readonly asked: number
  /** Their right file is in the bucket. */
  readonly kept: number
  readonly creations: number
  /** Creations beyond the first of a job. */
  readonly paidTwice: number
  readonly paidTwiceTicks: bigint
  /** Paid for and completed, no right file, and nobody was told to look. */
  readonly lost: number
  /** Files that are no clip of any task. */
  readonly badFiles: number
  /** Waiting for a person, who is told. */
  readonly held: number
  /** Neither ended nor held when the time was up. */
  readonly stuck: number
}

export async function countLosses(
  world: OpenChaosWorld,
  system: System,
  {
    prompts,
    earlierKeys,
  }: { readonly prompts: readonly string[]; readonly earlierKeys: ReadonlySet<string> },
): Promise<Losses> {
  const tasks = await world.upstream.tasks()
  const byPrompt = Map.groupBy(tasks, ({ prompt }) => prompt)
  const stored = await hashesOf(world, earlierKeys)
  const standing = await system.standing()
  const known = new Set(tasks.map(({ sha256 }) => sha256))
  const of = (prompt: string) => byPrompt.get(prompt) ?? []
  const isKept = (prompt: string) =>
    of(prompt).some(({ sha256 }) => sha256 !== null && stored.includes(sha256))
  const isPaid = (prompt: string) =>
    of(prompt).some((task) => task.sha256 !== null && task.charged_ticks !== '0')
  const isHeld = (prompt: string) => standing.get(prompt) === 'held'
  return {
    asked: prompts.length,
    kept: prompts.filter(isKept).length,
    creations: sum(prompts.map((prompt) => of(prompt).length)),
    paidTwice: sum(prompts.map((prompt) => Math.max(0, of(prompt).length - 1))),
    paidTwiceTicks: prompts.reduce((ticks, prompt) => ticks + beyondTheFirst(of(prompt)), 0n),
    lost: prompts.filter((prompt) => isPaid(prompt) && !isKept(prompt) && !isHeld(prompt)).length,
    badFiles: stored.filter((sha256) => !known.has(sha256)).length,
    held: prompts.filter(isHeld).length,
    stuck: prompts.filter((prompt) => standing.get(prompt) === 'moving').length,
  }
}

async function hashesOf(world: OpenChaosWorld, earlierKeys: ReadonlySet<string>): Promise<string[]> {
  const fresh = (await world.store.objects()).filter(
    ({ key }) => key.endsWith('.mp4') && !earlierKeys.has(key),
  )
  return Promise.all(
    fresh.map(async ({ key }) =>
      createHash('sha256')
        .update(await world.store.read(key))
        .digest('hex'),
    ),
  )
}

function beyondTheFirst(tasks: readonly UpstreamTask[]): bigint {
  return tasks.slice(1).reduce((ticks, { charged_ticks }) => ticks + BigInt(charged_ticks), 0n)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
