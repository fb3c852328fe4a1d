import { expect, test } from 'vitest'
import { renderSpan } from '../src/vendor/gateway/render-times.ts'

test.each([
  ['grok_video3', 6, 120, 240],
  ['grok_video3', 10, 120, 240],
  ['grok_video3', 15, 180, 360],
  ['grok_video3', 20, 240, 480],
  ['grok_video3', 30, 240, 480],
  ['grok_video3_pro', 10, 180, 360],
  ['grok_video3_max', 16, 192, 384],
  ['grok_video3_stable', 10, 120, 240],
])('%s of %i s takes %i to %i s', (model, durationS, fromS, toS) => {
  expect(renderSpan(model, durationS)).toEqual({ fromS, toS })
})
