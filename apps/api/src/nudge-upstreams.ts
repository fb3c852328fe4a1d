import type { AppDeps } from './deps.ts'

/** Rings for admission at every upstream. Best effort: admission also looks by itself. */
export async function nudgeUpstreams({ producer, upstreams }: AppDeps): Promise<void> {
  await Promise.allSettled(upstreams.map(({ rules }) => producer.nudge(rules.name)))
}
