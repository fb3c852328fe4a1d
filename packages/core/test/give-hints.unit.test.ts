import { expect, test } from 'vitest'
import { findModel, giveHints, profiles } from '../src/index.ts'

const full = 'A cat dancing in the rain, cinematic style, slow pan'
const link = 'https://images.example.com/a.png'

function codes(upstream: string, model: string, prompt: string, imageUrls: string[] = []): string[] {
  const profile = profiles[upstream]
  const capability = findModel(profile?.models ?? [], model)
  if (!profile || !capability) throw new Error(`no ${model} at ${upstream}`)
  return giveHints({ prompt, params: { imageUrls }, capability }, profile).map(({ code }) => code)
}

test('a full prompt without images needs no advice anywhere', () => {
  for (const [upstream, { models }] of Object.entries(profiles)) {
    for (const { model } of models) expect(codes(upstream, model, full)).toEqual([])
  }
})

test.each([
  ['a cat', ['prompt_thin']],
  ['a cat dances in the rain at night', []],
  ['一只猫在雨中跳舞，镜头缓慢推进，电影风格', []],
  ['一只猫', ['prompt_thin']],
  ['12 34 56', ['prompt_thin']],
])('the prompt %s gets %j', (prompt, expected) => {
  expect(codes('xingchaoyiqing', 'grok_video3', prompt)).toEqual(expected)
})

test('several images are said to be slow where the vendor says so, and their quality matters for max', () => {
  expect(codes('globalaiopc', 'grok_video3', full, [link])).toEqual([])
  expect(codes('globalaiopc', 'grok_video3', full, [link, link])).toEqual(['images_slow'])
  expect(codes('globalaiopc', 'grok_video3_max', full, [link])).toEqual(['image_quality'])
})

test('images inside a request are advised against at gateways only', () => {
  const data = 'data:image/png;base64,AAAA'
  expect(codes('cometapi', 'grok-imagine-video', full, [data])).toEqual(['image_data_links'])
  expect(codes('xai', 'grok-imagine-video', full, [data])).toEqual([])
})

test('a prompt over a limit that only others state is hinted at, by characters and not by code units', () => {
  expect(codes('xai', 'grok-imagine-video', `${full} ${'🎬'.repeat(4000)}`)).toEqual([])
  expect(codes('xai', 'grok-imagine-video', `${full} ${'🎬'.repeat(4096)}`)).toEqual(['prompt_long'])
  expect(codes('globalaiopc', 'grok_video3', `${full} ${'a'.repeat(9000)}`)).toEqual([])
})
