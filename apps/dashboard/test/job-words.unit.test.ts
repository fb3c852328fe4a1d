import { describe, expect, test } from 'vitest'
import type { Job } from '../src/api/types.ts'
import { askedWords, reportedWords } from '../src/jobs/job-words.ts'

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
      'xai · grok-imagine-video · from text · 8 s · 16:9 · 480p',
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

test('what the upstream reports is left out as far as it does not say it', () => {
  expect(reportedWords(aJob('edit', {}, { model: 'm', duration_s: 4 }))).toBe('m · 4 s')
  expect(reportedWords(aJob('edit', {}, { duration_s: 4 }))).toBe('4 s')
  expect(reportedWords(aJob('edit', {}))).toBeNull()
})
