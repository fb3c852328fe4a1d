import { describe, expect, test } from 'vitest'
import type { Job } from '../src/api/types.ts'
import { askedWords, linksOf, reportedWords } from '../src/format/job-words.ts'
import { money } from '../src/format/money.ts'

function aJob(
  operation: Job['operation'],
  params: Partial<Job['params']>,
  reported: Partial<Job['reported']> = {},
): Job {
  return {
    upstream: 'xai',
    model: 'grok-imagine-video',
    operation,
    params: {
      duration: null,
      aspect_ratio: null,
      resolution: null,
      image_urls: [],
      video_url: null,
      ...params,
    },
    reported: { model: null, duration_s: null, ...reported },
    // The words read no other field.
  } as Job
}

describe('what was asked', () => {
  test.each([
    [
      'generate',
      { duration: 8, aspect_ratio: '16:9', resolution: '480p' },
      'xai · grok-imagine-video · 8 s · 16:9 · 480p',
    ],
    [
      'generate',
      { duration: 8, image_urls: ['https://a/1.png'] },
      'xai · grok-imagine-video · from an image · 8 s',
    ],
    [
      'generate',
      { duration: 8, image_urls: ['https://a/1.png', 'https://a/2.png'] },
      'xai · grok-imagine-video · from 2 references · 8 s',
    ],
    ['edit', {}, 'xai · grok-imagine-video · edit'],
    ['extend', { duration: 6 }, 'xai · grok-imagine-video · extend · +6 s'],
  ] as const)('%s %j', (operation, params, words) => {
    expect(askedWords(aJob(operation, params as Partial<Job['params']>))).toBe(words)
  })
})

describe('the links a clip is made from', () => {
  test('are its source by host and path, without what may be a signature', () => {
    const job = aJob('edit', { video_url: 'https://clips.example/a/b.mp4?X-Sig=secret' })
    expect(linksOf(job)).toEqual([{ name: 'Source clip', link: 'clips.example/a/b.mp4' }])
  })

  test('are its images with their places, one within the request as what it is', () => {
    const job = aJob('generate', {
      image_urls: ['https://a.example/1.png?k=1', 'data:image/png;base64,AAAA'],
    })
    expect(linksOf(job)).toEqual([
      { name: 'Image 1 of 2', link: 'a.example/1.png' },
      { name: 'Image 2 of 2', link: 'image/png in the request, 26 characters' },
    ])
    expect(linksOf(aJob('generate', {}))).toEqual([])
  })
})

test.each([
  ['5000000000', '$0.50'],
  ['15768750000', '$1.576875'],
  ['-500000000', '-$0.05'],
  [null, 'unknown'],
])('%s ticks are %s, as the shell writes them', (ticks, text) => {
  expect(money(ticks)).toBe(text)
})

test('what the upstream reports is left out as far as it does not say it', () => {
  expect(reportedWords(aJob('edit', {}, { model: 'm', duration_s: 4 }))).toBe('m · 4 s')
  expect(reportedWords(aJob('edit', {}, { duration_s: 4 }))).toBe('4 s')
  expect(reportedWords(aJob('edit', {}))).toBeNull()
})
