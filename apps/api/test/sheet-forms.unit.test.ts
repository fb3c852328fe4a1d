import { contentKey, type JobWish } from '@reelkeep/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsvRecords } from '../src/batches/csv-records.ts'
import { decodeText, type EncodingGuess } from '../src/batches/decode-text.ts'
import { readSheet } from '../src/batches/sheet-rows.ts'

type Reading = { readonly text: string; readonly guess: EncodingGuess | null }

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function decode(bytes: Uint8Array, charset: string | null = null, size = 700): Promise<Reading> {
  let guess: EncodingGuess | null = null
  let text = ''
  for await (const piece of decodeText(inChunks(bytes, size), charset, (found) => {
    guess = found
  })) {
    text += piece
  }
  return { text, guess }
}

/** Bytes of one-byte encodings, written by their numbers. */
const bytesOf = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )
const header = 'prompt,model\r\n'
const fox = 'A fox crosses a frozen river,grok_video3\r\n'

describe('the encoding of a file that names none', () => {
  test('is UTF-8 however late the first letter beyond ASCII comes, and wherever a chunk cuts it', async () => {
    const whole = `${header}${fox.repeat(3000)}Ein Käfer läuft,grok_video3\n`
    const { text, guess } = await decode(Buffer.from(whole), null, 4099)
    expect(text === whole).toBe(true)
    expect(guess).toBeNull()
  })

  test.each<[string, Uint8Array, EncodingGuess['encoding'], string]>([
    [
      'German',
      bytesOf(header, 'Ein K', [0xe4], 'fer l', [0xe4], 'uft ', [0x96], ' schnell,m'),
      'windows-1252',
      'Ein Käfer läuft – schnell',
    ],
    [
      'German with a pair that Chinese has too',
      bytesOf(header, 'In voller Gr', [0xf6, 0xdf], 'e,m'),
      'windows-1252',
      'In voller Größe',
    ],
    [
      'Spanish',
      bytesOf(header, [0xbf], 'D', [0xf3], 'nde est', [0xe1], ' el ni', [0xf1], 'o?,m'),
      'windows-1252',
      '¿Dónde está el niño?',
    ],
    [
      'French quotes',
      bytesOf(header, 'Il crie ', [0xab, 0xa0], 'oui', [0xa0, 0xbb], ' tr', [0xe8], 's fort,m'),
      'windows-1252',
      'Il crie «\u00a0oui\u00a0» très fort',
    ],
    [
      'Chinese',
      // 一只狐狸穿过雪地，慢镜头
      bytesOf(
        header,
        [
          0xd2, 0xbb, 0xd6, 0xbb, 0xba, 0xfc, 0xc0, 0xea, 0xb4, 0xa9, 0xb9, 0xfd, 0xd1, 0xa9, 0xb5, 0xd8,
          0xa3, 0xac, 0xc2, 0xfd, 0xbe, 0xb5, 0xcd, 0xb7,
        ],
        ',m',
      ),
      'gb18030',
      '一只狐狸穿过雪地，慢镜头',
    ],
  ])('is guessed for %s, and the guess shows what was read', async (_, bytes, encoding, prompt) => {
    const { text, guess } = await decode(bytes)
    expect(text).toContain(prompt)
    expect(guess?.encoding).toBe(encoding)
    expect(prompt).toContain(guess?.sample.split(',')[0])
  })

  test.each<[string, Uint8Array]>([
    [
      'Russian',
      bytesOf(
        header,
        [
          0xcb, 0xe8, 0xf1, 0xe0, 0x20, 0xe1, 0xe5, 0xe6, 0xe8, 0xf2, 0x20, 0xef, 0xee, 0x20, 0xf1, 0xed,
          0xe5, 0xe3, 0xf3,
        ],
        ',m',
      ),
    ],
    [
      'Polish',
      bytesOf(header, 'Ma', [0xb3], 'a ', [0xbf], 'aba skacze przez ka', [0xb3], 'u', [0xbf], [0xea], ',m'),
    ],
    [
      'Japanese',
      bytesOf(header, [0x83, 0x4a, 0x83, 0x81, 0x83, 0x89, 0x82, 0xaa, 0x93, 0xae, 0x82, 0xad], ',m'),
    ],
    [
      'UTF-8 with a broken byte',
      Buffer.concat([Buffer.from(`${header}Ein Käfer läuft,m\n`), bytesOf('K', [0xe4], 'se,m')]),
    ],
  ])('is refused for %s instead of being read as other letters', async (_, bytes) => {
    await expect(decode(bytes)).rejects.toMatchObject({ code: 'encoding_wrong' })
  })

  test('says about which line is damaged', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${header}Käse ${fox.repeat(40)}`),
      bytesOf('K', [0xe4], 'se,m'),
    ])
    await expect(decode(bytes)).rejects.toThrow('about line 42')
  })

  test('is UTF-16 by the zeros of its header, though the rows are Chinese', async () => {
    const whole = `${header}${'一只狐狸穿过雪地，慢镜头,m\n'.repeat(60)}`
    expect((await decode(Buffer.from(whole, 'utf16le'))).text).toBe(whole)
    expect((await decode(Buffer.from(whole, 'utf16le').swap16())).text).toBe(whole)
    expect((await decode(Buffer.from(`\uFEFF${whole}`, 'utf16le').swap16(), 'utf-16')).text).toBe(whole)
  })

  test('gives way to the one that is named', async () => {
    const bytes = bytesOf(header, 'Ma', [0xb3], 'a ', [0xbf], 'aba,m')
    expect(await decode(bytes, 'windows-1250')).toEqual({ text: `${header}Mała żaba,m`, guess: null })
    await expect(decode(bytes, 'klingon')).rejects.toMatchObject({ code: 'charset_unknown' })
  })
})

const forms = fc.record({
  separator: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom<BufferEncoding>('utf8', 'utf16le'),
  hasMark: fc.boolean(),
  isReversed: fc.boolean(),
  duration: fc.constantFrom(...['10', '10.0', '10,00', '10s', ' 10 sec ', '１０', '10秒']),
  ratio: fc.constantFrom(
    ...['16:9', '16:09', '16:09:00', '4:09:00 PM', '04:09:00 p.m.', '16 : 9', '16：9', '16x9'],
  ),
  resolution: fc.constantFrom(...['720p', '720', '720P', '720.0', '\u00a0720p']),
  extra: fc.string(),
})
type Form = typeof forms extends fc.Arbitrary<infer Value> ? Value : never

function bytesIn(form: Form, prompt: string): Uint8Array {
  const columns = [
    ['prompt', prompt],
    ['model', 'grok_video3'],
    ['duration', form.duration],
    ['aspect_ratio', form.ratio],
    ['resolution', form.resolution],
    ['notes', form.extra],
  ]
  if (form.isReversed) columns.reverse()
  const line = (place: number) =>
    columns.map((column) => `"${(column[place] ?? '').replaceAll('"', '""')}"`).join(form.separator)
  const text = `${form.hasMark ? '\uFEFF' : ''}${line(0)}${form.lineEnd}${line(1)}${form.lineEnd}`
  return Buffer.from(text, form.encoding)
}

async function wishIn(bytes: Uint8Array): Promise<JobWish> {
  const text = decodeText(inChunks(bytes, 33), null, () => undefined)
  const { rows } = await readSheet(readCsvRecords(text), new Map(), [])
  for await (const { reading } of rows) {
    expect(reading.problems).toEqual([])
    return reading.wish
  }
  throw new Error('no row')
}

test('a row has the same content in every encoding, separator, line end, column order and form of its cells', async () => {
  const prompts = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => `Ein Käfer; "${text.trim()}", läuft.`)
  await fc.assert(
    fc.asyncProperty(forms, prompts, async (form, prompt) => {
      const wish = await wishIn(bytesIn(form, prompt))
      const { upstream, model, durationS, aspectRatio, resolution, imageUrls, videoUrl } = wish
      const params = { durationS, aspectRatio, resolution, imageUrls, videoUrl }
      const key = contentKey({
        upstream,
        model: model ?? '',
        operation: 'generate',
        prompt: wish.prompt ?? '',
        params,
      })
      expect(JSON.parse(key)).toEqual([
        1,
        null,
        'grok_video3',
        'generate',
        prompt,
        10,
        '16:9',
        '720p',
        [],
        null,
      ])
    }),
    { numRuns: 60 },
  )
})
