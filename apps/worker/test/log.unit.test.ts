import { describe, expect, it } from 'vitest'
import { describeError, openLog } from '../src/log.ts'

const canaries = ['canary-prompt', 'canary-key', 'canary-signature', 'canary-password']

describe('the log', () => {
  it('drops prompts, keys and links wherever they hang', () => {
    const lines = collectLines((log) => {
      log.info(
        { prompt: 'canary-prompt', job: { prompt: 'canary-prompt', source_url: 'canary-signature' } },
        'a',
      )
      log.info({ request: { headers: { authorization: 'canary-key' } }, api_key: 'canary-key' }, 'b')
    })
    expect(lines).toHaveLength(2)
    for (const canary of canaries) expect(lines.join('\n')).not.toContain(canary)
  })

  it('writes levels as words and no process details', () => {
    const [line = ''] = collectLines((log) => log.warn({ job_id: 'job_1' }, 'step'))
    expect(JSON.parse(line)).toEqual({
      level: 'warn',
      time: expect.any(String),
      job_id: 'job_1',
      msg: 'step',
    })
  })
})

describe('describeError', () => {
  it('keeps neither the statement and its parameters nor the query of an address', () => {
    const error = Object.assign(
      new Error('GET https://clips.example.com/a.mp4?sig=canary-signature failed'),
      {
        code: 'ECONNRESET',
        query: 'update jobs set prompt = $1',
        parameters: ['canary-prompt'],
        cause: new Error('connect postgres://user:canary-password@db.example.com:5432/reelkeep'),
      },
    )
    const described = describeError(error)
    expect(described).toEqual({
      name: 'Error',
      code: 'ECONNRESET',
      message: 'GET https://clips.example.com/a.mp4 failed: connect postgres://db.example.com:5432/reelkeep',
    })
  })

  it('does not repeat what was thrown that is no error', () => {
    expect(describeError('canary-key')).toEqual({ name: 'thrown', code: null, message: 'string' })
  })
})

function collectLines(write: (log: ReturnType<typeof openLog>) => void): string[] {
  const lines: string[] = []
  write(openLog('info', { write: (line: string) => void lines.push(line.trim()) }))
  return lines
}
