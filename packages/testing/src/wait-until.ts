import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 10

/**
 * Resolves with the first answer that is neither false, null nor undefined; asks again until the deadline. `what`
 * completes the sentence "waited 30000 ms for …".
 */
export async function waitUntil<Answer>(
  condition: () => Answer | Promise<Answer>,
  { timeoutMs = 30_000, what }: { readonly timeoutMs?: number; readonly what: string },
): Promise<Exclude<Awaited<Answer>, false | null | undefined>> {
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    const answer = await condition()
    if (isAnswer(answer)) return answer
    if (performance.now() >= giveUpAt) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await delay(pollMs)
  }
}

function isAnswer<Answer>(answer: Answer): answer is Exclude<Answer, false | null | undefined> {
  return answer !== false && answer !== null && answer !== undefined
}
