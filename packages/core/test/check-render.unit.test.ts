import { describe, expect, test } from 'vitest'
import { type ModelCapability, profiles, type RenderWish, resolveRender } from '../src/index.ts'

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

function problemsOf(profile: string, model: string, asked: Partial<RenderWish>): string[] {
  const check = resolveRender(capability(profile, model), { ...wish, ...asked }, profile)
  return check.ok ? [] : check.problems.map((problem) => problem.path)
}

test('what is left out takes the documented defaults', () => {
  const check = resolveRender(capability('globalaiopc', 'grok_video3'), wish, 'globalaiopc')
  expect(check).toEqual({
    ok: true,
    params: { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
  })
})

test('every problem is reported at once, with what would be allowed', () => {
  const check = resolveRender(
    capability('globalaiopc', 'grok_video3_max'),
    {
      ...wish,
      operation: 'edit',
      durationS: 11,
      aspectRatio: '2:3',
      resolution: '1080p',
      imageUrls: Array(6).fill('https://e.example.com/a.png'),
    },
    'globalaiopc',
  )
  if (check.ok) throw new Error('accepted')
  expect(check.problems.map((problem) => problem.path)).toEqual([
    'operation',
    'duration',
    'aspect_ratio',
    'resolution',
    'image_urls',
  ])
  expect(check.problems[1]?.allowed).toEqual([6, 10, 12, 16, 20, 30])
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
  expect(problemsOf('xingchaoyiqing', 'grok_video3_stable', { durationS: 6, resolution: '480p' })).toEqual([])
  expect(problemsOf('globalaiopc', 'grok_video3_stable', { durationS: 6, resolution: '480p' })).toEqual([
    'duration',
    'resolution',
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

  test('base64 is taken only where the vendor does not refuse it', () => {
    const imageUrls = ['data:image/png;base64,AAAA']
    expect(problemsOf('globalaiopc', 'grok_video3', { imageUrls })).toEqual([])
    expect(problemsOf('globalaiopc', 'grok_video3_max', { imageUrls })).toEqual(['image_urls[0]'])
  })
})
