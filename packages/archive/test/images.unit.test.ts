import { expect, test } from 'vitest'
import { chooseImageWay, readImage } from '../src/index.ts'
import { jpeg, png, webp } from './images.ts'

test('an image is told by its own bytes, and its size by its header', () => {
  expect(readImage(png(640, 480))).toEqual({ kind: 'image', type: 'image/png', width: 640, height: 480 })
  expect(readImage(jpeg(1920, 1080))).toEqual({
    kind: 'image',
    type: 'image/jpeg',
    width: 1920,
    height: 1080,
  })
  for (const form of ['VP8X', 'VP8 ', 'VP8L'] as const) {
    expect(readImage(webp(form, 800, 600)), form).toEqual({
      kind: 'image',
      type: 'image/webp',
      width: 800,
      height: 600,
    })
  }
})

test('an image that is cut off, or lies about its segments, has no size and does no harm', () => {
  for (const whole of [png(640, 480), jpeg(1920, 1080), webp('VP8X', 8, 8)]) {
    for (let length = 12; length < whole.length; length += 1) {
      expect(readImage(whole.subarray(0, length)).kind).toBe('image')
    }
  }
  const endless = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(64, 0xff)])
  expect(readImage(endless)).toMatchObject({ kind: 'image', width: null })
})

test.each([
  ['', 'empty'],
  ['\n <!DOCTYPE html><html>', 'a web page'],
  ['<?xml version="1.0"?><svg/>', 'an SVG drawing'],
  ['{"error":"no"}', 'JSON'],
  ['GIF89a\u0001\u0000', 'a GIF'],
  ['\u0000\u0000\u0000\u0018ftypheic', 'a HEIC photo'],
  ['\u0000\u0000\u0000\u0018ftypavif', 'an AVIF image'],
  ['\u0000\u0000\u0000\u0018ftypisom', 'a video'],
  ['II*\u0000', 'a TIFF'],
  ['not found', 'text'],
  ['\u0001\u0002\u0003', 'no image of a known kind'],
])('%j is called %s', (content, what) => {
  expect(readImage(Buffer.from(content, 'latin1'))).toEqual({ kind: 'other', what })
})

const far = {
  name: 'far',
  simulated: false,
  baseUrl: 'https://api.example.com',
  base64: false,
  deadlineMs: 7_200_000,
}
const beside = { ...far, simulated: true, baseUrl: 'http://127.0.0.1:4000' }
const open = { endpoint: 'http://minio:9000', publicEndpoint: 'https://s3.example.com' }
const closed = { endpoint: 'http://127.0.0.1:9000', publicEndpoint: null }

test.each([
  ['a public store', open, far, { way: 'link', expiresInS: 10_800 }],
  ['AWS', { endpoint: null, publicEndpoint: null }, far, { way: 'link', expiresInS: 10_800 }],
  ['a private store', closed, far, { way: 'none', code: 'image_store_not_public' }],
  [
    'a store by plain http',
    { ...open, publicEndpoint: 'http://s3.example.com' },
    far,
    { way: 'none', code: 'image_store_not_public' },
  ],
  [
    'a store whose public name is private',
    { ...open, publicEndpoint: 'https://[::1]' },
    far,
    { way: 'none', code: 'image_store_not_public' },
  ],
  ['a private store, but base64 is taken', closed, { ...far, base64: true }, { way: 'data' }],
  [
    'a private store, but the upstream is simulated beside it',
    closed,
    beside,
    { way: 'link', expiresInS: 10_800 },
  ],
  [
    'a private store and a simulated upstream elsewhere',
    closed,
    { ...beside, baseUrl: 'https://sim.example.com' },
    { way: 'none', code: 'image_store_not_public' },
  ],
  [
    'a deadline of a week',
    open,
    { ...far, deadlineMs: 604_800_000 },
    { way: 'none', code: 'image_link_too_short' },
  ],
  [
    'a deadline of a week, but base64 is taken',
    open,
    { ...far, base64: true, deadlineMs: 604_800_000 },
    { way: 'data' },
  ],
])('%s: the way of an uploaded image', (_, store, upstream, way) => {
  expect(chooseImageWay({ store, upstream })).toMatchObject(way)
})
