import { expect, test } from 'vitest'
import { type Flavor, limitsByFlavor } from '../src/vendor/gateway/models.ts'
import { readCreation } from '../src/vendor/gateway/read-creation.ts'

const url = 'https://example.com/image1.jpg'
const images = (count: number): string[] => Array.from({ length: count }, () => url)

type Case = readonly [flavor: Flavor, fields: object]

test.each<Case>([
  ['globalaiopc', { model: 'grok_video3', duration: 6, aspect_ratio: '2:3', resolution: '480p' }],
  ['globalaiopc', { model: 'grok_video3', duration: 30, image_urls: images(7) }],
  ['globalaiopc', { model: 'grok_video3', image_urls: ['data:image/png;base64,AAAA'] }],
  ['globalaiopc', { model: 'grok_video3_pro' }],
  ['globalaiopc', { model: 'grok_video3_pro', image_urls: images(9) }],
  ['globalaiopc', { model: 'grok_video3_max', duration: 16, aspect_ratio: '1:1', image_urls: images(5) }],
  ['globalaiopc', { model: 'grok_video3_stable', duration: 10, resolution: '720p', aspect_ratio: '3:2' }],
  ['xingchaoyiqing', { model: 'grok_video3_stable', duration: 6, resolution: '480p' }],
])('%s takes %o', (flavor, fields) => {
  expect(readCreation({ prompt: 'a cat', ...fields }, limitsByFlavor[flavor])).toMatchObject({
    outcome: 'valid',
  })
})

test.each<Case>([
  ['globalaiopc', { model: 'grok_video4' }],
  ['globalaiopc', { model: 'toString' }],
  ['globalaiopc', { model: 'grok_video3', prompt: ' ' }],
  ['globalaiopc', { model: 'grok_video3', prompt: undefined }],
  ['globalaiopc', { model: 'grok_video3', duration: 5 }],
  ['globalaiopc', { model: 'grok_video3', duration: 31 }],
  ['globalaiopc', { model: 'grok_video3', duration: 6.5 }],
  ['globalaiopc', { model: 'grok_video3', duration: '10' }],
  ['globalaiopc', { model: 'grok_video3', aspect_ratio: '4:3' }],
  ['globalaiopc', { model: 'grok_video3', resolution: '1080p' }],
  ['globalaiopc', { model: 'grok_video3', image_urls: images(8) }],
  ['globalaiopc', { model: 'grok_video3', image_urls: url }],
  ['globalaiopc', { model: 'grok_video3', image_urls: ['not an address'] }],
  ['globalaiopc', { model: 'grok_video3', seed: 7 }],
  ['globalaiopc', { model: 'grok_video3_pro', duration: 6 }],
  ['globalaiopc', { model: 'grok_video3_pro', aspect_ratio: '9:16' }],
  ['globalaiopc', { model: 'grok_video3_max', duration: 7 }],
  ['globalaiopc', { model: 'grok_video3_max', aspect_ratio: '3:2' }],
  ['globalaiopc', { model: 'grok_video3_max', image_urls: images(6) }],
  ['globalaiopc', { model: 'grok_video3_max', image_urls: ['data:image/png;base64,AAAA'] }],
  ['globalaiopc', { model: 'grok_video3_stable', duration: 6 }],
  ['globalaiopc', { model: 'grok_video3_stable', resolution: '480p' }],
  ['xingchaoyiqing', { model: 'grok_video3_pro', duration: 10 }],
  ['xingchaoyiqing', { model: 'grok_video3_stable', duration: 12 }],
])('%s refuses %o', (flavor, fields) => {
  expect(readCreation({ prompt: 'a cat', ...fields }, limitsByFlavor[flavor])).toMatchObject({
    outcome: 'refused',
  })
})

test('fills in the documented defaults', () => {
  expect(readCreation({ model: 'grok_video3', prompt: 'a cat' }, limitsByFlavor.globalaiopc)).toEqual({
    outcome: 'valid',
    creation: {
      operation: 'generate',
      model: 'grok_video3',
      prompt: 'a cat',
      durationS: 10,
      billedS: 10,
      aspectRatio: '16:9',
      resolution: '720p',
      images: [],
      videoUrl: null,
      isUploaded: false,
    },
  })
})
