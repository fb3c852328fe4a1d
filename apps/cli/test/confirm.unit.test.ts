import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { confirm } from '../src/confirm.ts'

/** What a person types at a terminal. */
function answerWith(keys: string): Promise<boolean> {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const answer = confirm('Send one job?', { input, output })
  input.write(keys)
  return answer
}

describe('confirm', () => {
  it.each(['y\r', 'Y\r', ' yes \r'])('takes %j for a yes', async (keys) => {
    expect(await answerWith(keys)).toBe(true)
  })

  it.each(['\r', 'n\r', 'yep\r', '\u0003', '\u0004', 'y\u0003'])('takes %j for a no', async (keys) => {
    expect(await answerWith(keys)).toBe(false)
  })
})
