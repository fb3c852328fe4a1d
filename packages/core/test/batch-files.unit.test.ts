import {
  combinationCount,
  combinations,
  emptyWish,
  expandTemplate,
  readBatchLine,
  readHeader,
  readItem,
  readRow,
  resembledColumn,
  templateNames,
} from '@reelkeep/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

describe('the header of a file', () => {
  test('takes known columns in any case, and every other one as an extra', () => {
    const { columns, problems } = readHeader([' Prompt ', 'MODEL', 'scene', 'meta.Ratio', ''])
    expect(problems).toEqual([])
    expect(columns.map(({ kind, ...rest }) => [kind, 'name' in rest ? rest.name : null])).toEqual([
      ['known', 'prompt'],
      ['known', 'model'],
      ['extra', 'scene'],
      ['extra', 'Ratio'],
      ['unnamed', null],
    ])
  })

  test.each([
    ['Ratio', 'aspect_ratio'],
    ['Duration (s)', 'duration'],
    ['duration_sec', 'duration'],
    ['Aspect Ratio', 'aspect_ratio'],
    ['aspect-ratio', 'aspect_ratio'],
    ['promt', 'prompt'],
    ['Prompts', 'prompt'],
    ['resoltuion', 'resolution'],
    ['image_url', 'image_urls'],
    ['Images', 'image_urls'],
    ['customId', 'custom_id'],
    ['video', 'video_url'],
  ])('refuses "%s" with the advice to call it %s', (header, known) => {
    const { problems } = readHeader(
      ['prompt', header].filter((name) => known !== 'prompt' || name !== 'prompt'),
    )
    expect(problems).toMatchObject([
      { path: header, code: 'column_look_alike', allowed: [known, `meta.${header}`] },
    ])
  })

  test.each(['scene', 'animal', 'place', 'style', 'season', 'id', 'mode', 'size', 'title', 'constructor'])(
    'lets "%s" be a variable',
    (header) => {
      expect(resembledColumn(header)).toBeNull()
    },
  )

  test('refuses the same column twice and a file without a header', () => {
    expect(readHeader(['prompt', 'Prompt']).problems).toMatchObject([{ code: 'column_twice' }])
    expect(readHeader(['', ' ']).problems).toMatchObject([{ code: 'header_missing' }])
  })
})

describe('a row of a file', () => {
  const { columns } = readHeader([
    'prompt',
    'duration',
    'aspect_ratio',
    'resolution',
    'image_urls',
    'priority',
    'scene',
  ])
  const read = (...cells: string[]) => readRow(columns, cells)

  test.each([
    ['10', 10, 0],
    ['10s', 10, 1],
    ['10 s', 10, 1],
    ['10 sec', 10, 1],
    ['10.0', 10, 1],
    ['10,0', 10, 1],
  ])('reads duration "%s" as %i seconds', (text, durationS, warnings) => {
    const reading = read('A cat', text)
    expect(reading.wish.durationS).toBe(durationS)
    expect(reading.problems).toEqual([])
    expect(reading.warnings).toHaveLength(warnings)
  })

  test.each(['10.5', 'ten', '-5', '1e3', '0x10'])('refuses duration "%s"', (text) => {
    expect(read('A cat', text).problems).toMatchObject([{ path: 'duration', code: 'not_whole_seconds' }])
  })

  test.each([
    ['16:9', '16:9', 0],
    ['16:09', '16:9', 1],
    ['16:09:00', '16:9', 1],
    ['09:16:00', '9:16', 1],
    ['01:01:00', '1:1', 1],
    ['4:09:00 PM', '16:9', 1],
    ['3:02:00 AM', '3:2', 1],
  ])('reads aspect_ratio "%s" as %s', (text, aspectRatio, warnings) => {
    const reading = read('A cat', '', text)
    expect(reading.wish.aspectRatio).toBe(aspectRatio)
    expect(reading.warnings).toHaveLength(warnings)
  })

  test('reads links between bars and spaces, and keeps extra columns as metadata', () => {
    const { wish } = read(
      'A cat',
      '',
      '',
      '720',
      'https://a.example/1.png | https://a.example/2.png',
      '9',
      'dusk',
    )
    expect(wish).toMatchObject({
      resolution: '720p',
      imageUrls: ['https://a.example/1.png', 'https://a.example/2.png'],
      priority: 9,
      metadata: { scene: 'dusk' },
    })
  })

  test('takes spaces inside the path of an image, and between images, for what they are', () => {
    const { wish } = read(
      'A cat',
      '',
      '',
      '',
      'my cat.png  https://a.example/1.png? my dog.JPG|in/my box.webp ha',
    )
    expect(wish.imageUrls).toEqual([
      'my cat.png',
      'https://a.example/1.png?',
      'my dog.JPG',
      'in/my box.webp',
      'ha',
    ])
  })

  test.each([
    'https://a.example/1.png,https://a.example/2.png',
    'https://a.example/1.png, https://a.example/2.png',
    'https://a.example/1.png;HTTPS://a.example/2.png',
    'https://a.example/1.png; data:image/png;base64,AAAA',
    'a.png, b.png',
    'https://a.example/1.png ,b.png',
    'https://a.example/1.png;| https://a.example/2.png',
  ])('refuses links that a comma or semicolon separates: %s', (links) => {
    const { wish, problems } = read('A cat', '', '', '', links)
    expect(problems).toMatchObject([{ path: 'image_urls', code: 'links_not_separated' }])
    expect(problems[0]?.message).toContain('separate links with | or a space')
    expect(wish.imageUrls).toEqual([])
  })

  test.each([
    'https://a.example/w_100,h_100/1.png?tags=a,b;c',
    'https://a.example/1.png,',
    'data:image/png;base64,AAAA',
  ])('takes one link with a comma or semicolon of its own: %s', (link) => {
    expect(read('A cat', '', '', '', link)).toMatchObject({ wish: { imageUrls: [link] }, problems: [] })
  })

  test('names every problem of a row at once', () => {
    const { problems } = read('A cat', 'long', 'wide', '', '', '12', 'x', 'too', 'many')
    expect(problems.map(({ path }) => path)).toEqual(['duration', 'aspect_ratio', 'priority', 'row'])
  })

  test('refuses what cannot be stored', () => {
    expect(read('A \u0000 cat').problems).toMatchObject([{ path: 'prompt', code: 'text_not_storable' }])
    expect(read('A \ud800 cat').problems).toMatchObject([{ path: 'prompt', code: 'text_not_storable' }])
  })

  test('gives back the wish that its cells were written from', () => {
    const wishes = fc.record({
      prompt: fc.string({ minLength: 1 }).map((text) => `A ${text.replaceAll('\u0000', '')}.`),
      durationS: fc.integer({ min: 1, max: 999 }),
      aspectRatio: fc
        .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }))
        .map((two) => two.join(':')),
      imageUrls: fc.array(
        fc.webUrl().filter((url) => !/[|\s]|[,;]$/.test(url)),
        { maxLength: 3 },
      ),
      priority: fc.integer({ min: 0, max: 9 }),
    })
    fc.assert(
      fc.property(wishes, (wish) => {
        const reading = read(
          wish.prompt,
          `${wish.durationS}`,
          wish.aspectRatio,
          '',
          wish.imageUrls.join('|'),
          `${wish.priority}`,
        )
        expect(reading.problems).toEqual([])
        expect(reading.wish).toMatchObject({ ...wish, prompt: wish.prompt.trim() })
      }),
    )
  })
})

describe('a job given as JSON', () => {
  test('is read as it stands, prompts literal', () => {
    const reading = readItem({ prompt: ' {x} ', model: 'grok_video3', duration: 6, metadata: { a: [1] } })
    expect(reading.problems).toEqual([])
    expect(reading.wish).toEqual({
      ...emptyWish,
      prompt: ' {x} ',
      model: 'grok_video3',
      durationS: 6,
      metadata: { a: [1] },
    })
  })

  test('names unknown keys and wrong types all at once', () => {
    const { problems } = readItem({
      prompt: 1,
      ratio: '16:9',
      colour: 'red',
      duration: '10',
      image_urls: 'x',
      priority: 10,
    })
    expect(problems.map(({ path, code }) => [path, code])).toEqual([
      ['ratio', 'unknown_key'],
      ['colour', 'unknown_key'],
      ['prompt', 'not_text'],
      ['duration', 'not_whole_seconds'],
      ['image_urls', 'not_a_list'],
      ['priority', 'priority_not_allowed'],
    ])
    expect(problems[0]?.message).toContain('did you mean aspect_ratio?')
  })

  test('may come in an OpenAI batch line', () => {
    const line = {
      custom_id: 'a',
      method: 'POST',
      url: '/v1/videos/edits',
      body: { prompt: 'Hats on', video_url: 'https://a.example/v.mp4' },
    }
    expect(readBatchLine(line)).toMatchObject({
      problems: [],
      wish: { customId: 'a', operation: 'edit', prompt: 'Hats on' },
    })
    const { problems } = readBatchLine({
      ...line,
      method: 'GET',
      url: '/v1/chat',
      extra: 1,
      body: { seconds: 4 },
    })
    expect(problems.map(({ path }) => path)).toEqual(['extra', 'method', 'url', 'body.seconds'])
  })
})

describe('a template', () => {
  const values = new Map([
    ['animal', 'fox'],
    ['place', '{animal} den'],
  ])

  test.each([
    ['A {animal} in {place}', 'A fox in {animal} den'],
    ['{unknown} stays', '{unknown} stays'],
    ['{{animal}', '{animal}'],
    ['{{animal}}', '{animal}'],
    ['{"json": {"a": 1}}', '{"json": {"a": 1}}'],
    ['{ animal }', '{ animal }'],
    ['{}', '{}'],
    ['no braces', 'no braces'],
  ])('expands "%s" to "%s"', (template, expected) => {
    expect(expandTemplate(template, values)).toBe(expected)
  })

  test('says which names it asks for', () => {
    expect(templateNames('A {animal} in {{place}} by {light}')).toEqual(['animal', 'light'])
  })

  test('leaves any text without braces as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{'))
        expect(expandTemplate(text, values)).toBe(text)
      }),
    )
  })

  test('is filled once for every combination of the lists', () => {
    const variables = new Map([
      ['a', ['1', '2']],
      ['b', ['x', 'y', 'z']],
    ])
    expect(combinationCount(variables)).toBe(6)
    expect([...combinations(variables)].map((values) => [...values.values()].join(''))).toEqual([
      '1x',
      '1y',
      '1z',
      '2x',
      '2y',
      '2z',
    ])
  })
})
