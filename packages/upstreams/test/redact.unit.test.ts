import { describe, expect, it } from 'vitest'
import { keptBody, keptMessage, redactor, withoutPrompt } from '../src/redact.ts'

const prompt = 'A café at night,\n"neon" 霓虹'
const redact = redactor({ keys: ['sk-canary-key'], prompt })

describe('a prompt that a reply echoes', () => {
  const scene = ' Tom & Jerry <run>, 24/7, in Zoë\u2019s café '
  const hidden = redactor({ keys: [], prompt: scene })

  it.each([
    ['as JSON', JSON.stringify(scene)],
    ['trimmed', JSON.stringify(scene.trim())],
    ['as Go spells it', '" Tom \\u0026 Jerry \\u003crun\\u003e, 24/7, in Zoë’s café "'],
    ['as PHP spells it', '" Tom & Jerry <run>, 24\\/7, in Zo\\u00eb\\u2019s caf\\u00e9 "'],
    ['as .NET spells it', '" Tom \\u0026 Jerry \\u003Crun\\u003E, 24/7, in Zo\\u00EB\\u2019s caf\\u00E9 "'],
  ])('is found %s', (_how, echo) => {
    expect(JSON.parse(echo).trim()).toBe(scene.trim())
    expect(hidden(`{"input":${echo}}`)).toMatch(/^\{"input":"\s?\[prompt\]\s?"\}$/)
    expect(withoutPrompt(`{"error":${echo}}`, scene)).not.toContain('Jerry')
  })
})

describe('a prompt that a reply echoes in part', () => {
  const long = 'An insufficient balance of a tightrope walker, seen from below\nat dusk'

  it.each([
    ['cut', 'An insufficient balance of a tightrope wal…', 'bad prompt: [prompt]…'],
    [
      'cut at its newline',
      'An insufficient balance of a tightrope walker, seen from below',
      'bad prompt: [prompt]',
    ],
    ['too short to be told', 'An insufficient balance', 'bad prompt: An insufficient balance'],
  ])('is found when it is %s', (_how, echo, kept) => {
    const body = JSON.stringify({ error: `bad prompt: ${echo}` })
    const expected = JSON.stringify({ error: kept })
    expect(withoutPrompt(body, long)).toBe(expected)
    expect(redactor({ keys: [], prompt: long })(body)).toBe(expected)
  })
})

describe('what is kept of an exchange', () => {
  it.each([
    ['the prompt as it is', prompt],
    ['the prompt in JSON', JSON.stringify({ p: prompt })],
    ['the prompt in JSON of ASCII only', '"A caf\\u00e9 at night,\\n\\"neon\\" \\u9713\\u8679"'],
    ['our key', 'key sk-canary-key is bad'],
    ['a bearer token', 'Authorization: Bearer abc.canary-def'],
    ['the signed part of a link', '{"video_url":"https://cdn.example/a.mp4?X-Sig=canary"}'],
    ['the signed part of a link in escaped JSON', '"https:\\/\\/cdn.example\\/a.mp4?X-Sig=canary"'],
  ])('lacks %s', (_what, text) => {
    const kept = keptBody(text, redact)
    expect(kept).not.toMatch(/canary|neon/)
  })

  it('keeps the address of a link', () => {
    expect(redact('see https://cdn.example/a.mp4?sig=1 now')).toBe(
      'see https://cdn.example/a.mp4?[signed] now',
    )
  })

  it('replaces a prompt of a few letters only where it stands in quotes', () => {
    expect(redactor({ keys: [], prompt: 'cat' })('{"prompt":"cat","category":"c"}')).toBe(
      '{"prompt":[prompt],"category":"c"}',
    )
  })

  it('is 64 KiB at most and holds nothing a database refuses', () => {
    const kept = keptBody(`\u0000${'é'.repeat(100_000)}`, redact) ?? ''
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(65_536)
    expect(kept).not.toContain('\u0000')
  })

  it('holds no half of a letter, which no JSON column takes', () => {
    expect(keptMessage('🎬'.repeat(400), redact).isWellFormed()).toBe(true)
    expect(keptMessage('cut \ud83c', redact)).toBe('cut \ufffd')
  })

  it('is one line of 500 characters where it is a message', () => {
    expect(keptMessage(`a\nb\u202e${'c'.repeat(900)}`, redact)).toMatch(/^a b c{10}.*…$/)
  })
})
