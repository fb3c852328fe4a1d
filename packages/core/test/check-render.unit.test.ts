import { describe, expect, test } from 'vitest'
import {
  findModel,
  imageReferenceOf,
  type ModelCapability,
  modeOf,
  type Problem,
  profiles,
  type RenderCheck,
  type RenderPlace,
  type RenderWish,
  resolveRender,
} from '../src/index.ts'

function capability(profile: string, model: string): ModelCapability {
  const found = profiles[profile]?.models.find((candidate) => candidate.model === model)
  if (!found) throw new Error(`no ${model} at ${profile}`)
  return found
}

const wish: RenderWish = {
  operation: 'generate',
  durationS: null,
  aspectRatio: null,
  resolution: null,
  imageUrls: [],
  videoUrl: null,
}

function place(name: string, upstream = name): RenderPlace {
  const profile = profiles[name]
  if (!profile) throw new Error(`no profile ${name}`)
  return { upstream, profile }
}

function check(profile: string, model: string, asked: Partial<RenderWish>): RenderCheck {
  return resolveRender(capability(profile, model), { ...wish, ...asked }, place(profile))
}

function refusals(profile: string, model: string, asked: Partial<RenderWish>): readonly Problem[] {
  const result = check(profile, model, asked)
  return result.ok ? [] : result.problems
}

function problemsOf(profile: string, model: string, asked: Partial<RenderWish>): string[] {
  return refusals(profile, model, asked).map((problem) => problem.path)
}

function images(count: number): string[] {
  return Array(count).fill('https://images.example.com/a.png')
}

test('what is left out takes the documented defaults', () => {
  expect(check('globalaiopc', 'grok_video3', {})).toEqual({
    ok: true,
    mode: 'text',
    params: { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
  })
})

test('every problem is reported at once, with what would be allowed', () => {
  const problems = refusals('globalaiopc', 'grok_video3_max', {
    durationS: 11,
    aspectRatio: '2:3',
    resolution: '1080p',
    imageUrls: images(6),
    videoUrl: 'https://clips.example.com/a.mp4',
  })
  expect(problems.map((problem) => problem.path)).toEqual([
    'video_url',
    'duration',
    'aspect_ratio',
    'resolution',
    'image_urls',
  ])
  expect(problems[1]?.allowed).toEqual([6, 10, 12, 16, 20, 30])
})

test.each([
  ['grok_video3', 6, true],
  ['grok_video3', 30, true],
  ['grok_video3', 5, false],
  ['grok_video3', 31, false],
  ['grok_video3', 7.5, false],
  ['grok_video3_pro', 10, true],
  ['grok_video3_pro', 6, false],
  ['grok_video3_max', 12, true],
  ['grok_video3_max', 13, false],
  ['grok_video3_stable', 6, false],
])('GlobalAiOpc %s of %d s is taken: %s', (model, durationS, taken) => {
  expect(problemsOf('globalaiopc', model, { durationS })).toEqual(taken ? [] : ['duration'])
})

test('XingChaoYiQing documents more for stable than GlobalAiOpc does', () => {
  const asked = { durationS: 6, resolution: '480p' }
  expect(problemsOf('xingchaoyiqing', 'grok_video3_stable', asked)).toEqual([])
  const said =
    'Profile globalaiopc, after GlobalAiOpc, Create Task; XingChaoYiQing documents more for the same model'
  expect(refusals('globalaiopc', 'grok_video3_stable', asked)).toEqual([
    {
      path: 'duration',
      code: 'duration_not_allowed',
      message: `grok_video3_stable at globalaiopc takes a duration of 10 seconds from text (asked: 6). ${said}`,
      allowed: [10],
    },
    {
      path: 'resolution',
      code: 'resolution_not_allowed',
      message: `grok_video3_stable at globalaiopc takes resolution 720p from text (asked: 480p). ${said}`,
      allowed: ['720p'],
    },
  ])
})

describe('image links', () => {
  test.each([
    'http://images.example.com/a.png',
    'https://10.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://localhost/a.png',
    'https://me:secret@images.example.com/a.png',
    'https://images.example.com:8443/a.png',
    'file:///etc/passwd',
    'a.png',
    `https://images.example.com/${'a'.repeat(2048)}`,
  ])('%s is refused', (imageUrl) => {
    expect(problemsOf('globalaiopc', 'grok_video3', { imageUrls: [imageUrl] })).toEqual(['image_urls[0]'])
  })

  test('an uploaded image is named by its hash, where links are taken', () => {
    const reference = imageReferenceOf('0123456789abcdef'.repeat(4))
    expect(problemsOf('globalaiopc', 'grok_video3_max', { imageUrls: [reference] })).toEqual([])
    const codes = [
      'upload:image_01',
      reference.toUpperCase(),
      'images/my cat.PNG',
      'C:\\cat.webp',
      'www.example.com/a.png',
    ].map((imageUrl) => refusals('globalaiopc', 'grok_video3', { imageUrls: [imageUrl] })[0]?.code)
    expect(codes).toEqual([
      'image_reference_not_valid',
      'image_reference_not_valid',
      'image_local_path',
      'image_local_path',
      'image_not_usable',
    ])
  })

  test('base64 is taken only where the vendor does not refuse it', () => {
    const imageUrls = ['data:image/png;base64,AAAA']
    expect(problemsOf('globalaiopc', 'grok_video3', { imageUrls })).toEqual([])
    expect(problemsOf('globalaiopc', 'grok_video3_max', { imageUrls })).toEqual(['image_urls[0]'])
  })
})

describe('modes', () => {
  test.each([
    ['generate', 0, 'text'],
    ['generate', 1, 'image'],
    ['generate', 2, 'references'],
    ['edit', 0, 'edit'],
    ['extend', 0, 'extend'],
  ] as const)('%s with %d images is %s', (operation, count, mode) => {
    expect(modeOf({ operation, imageUrls: images(count) })).toBe(mode)
  })

  test('one that a model does not have is refused with what it can, and who can', () => {
    expect(refusals('xai', 'grok-imagine-video-1.5', { operation: 'extend' })).toEqual([
      {
        path: 'operation',
        code: 'operation_not_supported',
        message:
          'grok-imagine-video-1.5 at xai cannot: extend. It can: from text, from an image, from references; at xai grok-imagine-video can. Profile xai, after xAI, video guide and REST reference; that it refuses edit and extend was observed by others',
        allowed: ['from text', 'from an image', 'from references'],
      },
    ])
    expect(refusals('cometapi', 'grok-imagine-video', { operation: 'extend' })[0]?.message).toContain(
      'no model of cometapi can',
    )
  })

  test('references that a model does not take are a problem of the images', () => {
    const [problem] = refusals('xai', 'grok-imagine-video-1.5-lite', { imageUrls: images(2) })
    expect(problem).toMatchObject({ path: 'image_urls', code: 'operation_not_supported' })
    expect(problem?.message).toContain(
      'cannot: from references (2 images). It can: from text, from an image; at xai grok-imagine-video, grok-imagine-video-1.5 can',
    )
  })

  test('a refusal names the upstream by its own name and its profile', () => {
    const result = resolveRender(
      capability('xai', 'grok-imagine-video'),
      { ...wish, durationS: 16 },
      place('xai', 'my-xai'),
    )
    if (result.ok) throw new Error('accepted')
    expect(result.problems[0]?.message).toBe(
      'grok-imagine-video at my-xai takes a duration of 1 to 15 seconds from text (asked: 16). Profile xai, after xAI, video guide and REST reference',
    )
  })
})

describe('xAI', () => {
  test.each([
    ['grok-imagine-video', { durationS: 15, imageUrls: images(1) }, []],
    ['grok-imagine-video', { durationS: 11, imageUrls: images(2) }, ['duration']],
    ['grok-imagine-video-1.5', { durationS: 15, imageUrls: images(7) }, []],
    ['grok-imagine-video-1.5', { imageUrls: images(8) }, ['image_urls']],
    ['grok-imagine-video', { resolution: '1080p' }, ['resolution']],
    ['grok-imagine-video-1.5', { resolution: '1080p' }, []],
    ['grok-imagine-video-1.5', { resolution: '1080p', imageUrls: images(2) }, ['resolution']],
    ['grok-imagine-video-1.5-lite', { resolution: '1080p', imageUrls: images(1) }, []],
    ['grok-imagine-video', { aspectRatio: '21:9' }, []],
    ['grok-imagine-video', { aspectRatio: '9:21' }, ['aspect_ratio']],
  ])('%s asked for %j has problems %j', (model, asked, paths) => {
    expect(problemsOf('xai', model, asked)).toEqual(paths)
  })

  test('a clip from an image follows it: no ratio is sent unless it is asked for', () => {
    const plain = check('xai', 'grok-imagine-video', { imageUrls: images(1) })
    const asked = check('xai', 'grok-imagine-video', { imageUrls: images(1), aspectRatio: '1:1' })
    expect(plain).toMatchObject({ ok: true, params: { aspectRatio: null, durationS: 8, resolution: '480p' } })
    expect(asked).toMatchObject({ ok: true, params: { aspectRatio: '1:1' } })
  })

  const source = { videoUrl: 'https://clips.example.com/a.mp4?signature=1' }

  test('an edit takes neither duration nor ratio nor resolution', () => {
    expect(check('xai', 'grok-imagine-video', { operation: 'edit', ...source })).toMatchObject({
      ok: true,
      mode: 'edit',
      params: { durationS: null, aspectRatio: null, resolution: null, ...source },
    })
    const asked = { durationS: 5, aspectRatio: '1:1', resolution: '480p', imageUrls: images(1) }
    const problems = refusals('xai', 'grok-imagine-video', { operation: 'edit', ...source, ...asked })
    expect(problems.map(({ path, allowed }) => [path, allowed])).toEqual([
      ['duration', ['as its source, at most 8.7']],
      ['aspect_ratio', []],
      ['resolution', []],
      ['image_urls', [0]],
    ])
    expect(problems[1]?.message).toContain('takes no aspect_ratio to edit; leave it out')
  })

  test('an extension adds 2 to 10 seconds, 6 unless asked', () => {
    const extend = { operation: 'extend', ...source } as const
    expect(check('xai', 'grok-imagine-video', extend)).toMatchObject({ ok: true, params: { durationS: 6 } })
    expect(problemsOf('xai', 'grok-imagine-video', { ...extend, durationS: 11 })).toEqual(['duration'])
  })

  test.each([
    ['https://clips.example.com/a.mov', 'must be a link that ends in .mp4'],
    ['http://clips.example.com/a.mp4', 'must be a public https:// link'],
    ['https://10.0.0.1/a.mp4', 'a link must name a public host, not an address'],
    ['data:video/mp4;base64,AAAA', 'must be a public https:// link'],
  ])('the source clip %s is refused', (videoUrl, message) => {
    const [problem] = refusals('xai', 'grok-imagine-video', { operation: 'edit', videoUrl })
    expect(problem).toMatchObject({ path: 'video_url', code: 'video_not_usable' })
    expect(problem?.message).toContain(message)
  })

  test('an edit without a source clip is refused', () => {
    expect(refusals('xai', 'grok-imagine-video', { operation: 'edit' })).toMatchObject([
      {
        path: 'video_url',
        code: 'required',
        message: expect.stringMatching(/^operation edit needs video_url, the clip to edit\. Profile xai, /),
      },
    ])
  })

  test('other names of a model lead to it', () => {
    const models = profiles.xai?.models ?? []
    expect(findModel(models, 'grok-imagine-video-1.5-preview')?.model).toBe('grok-imagine-video-1.5')
    expect(findModel(models, 'grok-imagine-video-2')).toBeUndefined()
  })
})

test('too many images are refused with how many a generation may have, none among them', () => {
  expect(refusals('xai', 'grok-imagine-video', { imageUrls: images(8) })).toMatchObject([
    {
      path: 'image_urls',
      code: 'too_many_images',
      message: expect.stringContaining(
        'grok-imagine-video at xai takes 0 to 7 images as references (asked: 8). Profile xai,',
      ),
      allowed: ['0 to 7'],
    },
  ])
})

test('data links that together pass what a request may have are refused, and public links are the fix', () => {
  const image = `data:image/png;base64,${'A'.repeat(3 * 1024 * 1024)}`
  expect(problemsOf('xai', 'grok-imagine-video', { imageUrls: [image, image] })).toEqual([])
  const [problem] = refusals('globalaiopc', 'grok_video3', { imageUrls: [image, image] })
  expect(problem).toMatchObject({ path: 'image_urls', code: 'images_too_large' })
  expect(problem?.message).toBe(
    'the images as data links make 6291500 bytes, and a request to globalaiopc may have 4194304 (profile globalaiopc); give public links instead',
  )
})

test('a link that is none names base64 only where the mode takes it', () => {
  const [taken] = refusals('xai', 'grok-imagine-video', { imageUrls: ['picture.png'] })
  expect(taken?.message).toMatch(/^must be a public https:\/\/ link, or the image itself as base64/)
  const [source] = refusals('xai', 'grok-imagine-video', { operation: 'edit', videoUrl: 'clip.mp4' })
  expect(source?.message).toMatch(/^must be a public https:\/\/ link\. Profile/)
})

test('a problem of a duration names the document, and one of images also what it leaves open of them', () => {
  const [duration] = refusals('globalaiopc', 'grok_video3', { durationS: 99 })
  expect(duration?.message).toMatch(/Profile globalaiopc, after GlobalAiOpc, Create Task$/)
  const [tooMany] = refusals('globalaiopc', 'grok_video3', { imageUrls: images(8) })
  expect(tooMany?.message).toMatch(/Create Task; base64 by absence of a rule against it$/)
})
