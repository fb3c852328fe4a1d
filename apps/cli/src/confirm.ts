import { createInterface } from 'node:readline/promises'

export type Streams = { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream }

/** Asks for a yes. Anything else is a no, also Ctrl-C and Ctrl-D: whoever leaves a question has not agreed to pay. */
export async function confirm(question: string, { input, output }: Streams): Promise<boolean> {
  const prompt = createInterface({ input, output })
  try {
    const answer = await prompt.question(`${question} [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    output.write('\n')
    return false
  } finally {
    prompt.close()
  }
}
