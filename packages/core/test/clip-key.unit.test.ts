import { describe, expect, test } from 'vitest'
import { type ClipKeyParts, clipKeyFor, shortIdOf, uniqueClipKey } from '../src/index.ts'

const template = '{batch}/{custom_id|row}_{slug}.mp4'

function parts(given: Partial<ClipKeyParts> = {}): ClipKeyParts {
  return {
    owner: 'admin',
    batch: 'autumn',
    row: 7,
    customId: null,
    prompt: 'A red fox in the snow',
    shortId: 'gc8cr8ma2x',
    ...given,
  }
}

describe('the key of a clip', () => {
  test('puts owner and batch in front and the row before the words of the prompt', () => {
    expect(clipKeyFor(template, parts())).toBe('admin/autumn/0007_a-red-fox-in-the-snow.mp4')
  })

  test('prefers the custom id to the row', () => {
    expect(clipKeyFor(template, parts({ customId: 'SKU 12/b' }))).toBe(
      'admin/autumn/sku-12-b_a-red-fox-in-the-snow.mp4',
    )
  })

  test('puts owner and batch in front of a template that names neither', () => {
    expect(clipKeyFor('{slug}.mp4', parts())).toBe('admin/autumn/a-red-fox-in-the-snow.mp4')
  })

  test('ends in the short id for a job without a batch', () => {
    expect(uniqueClipKey(template, parts({ batch: null, row: null }))).toBe(
      'admin/single/a-red-fox-in-the-snow_gc8cr8ma2x.mp4',
    )
  })

  test('ends in the short id when another job of the batch has the key', () => {
    const taken = new Set(['admin/autumn/0007_a-red-fox-in-the-snow.mp4'])
    expect(uniqueClipKey(template, parts(), (key) => taken.has(key))).toBe(
      'admin/autumn/0007_a-red-fox-in-the-snow_gc8cr8ma2x.mp4',
    )
    expect(uniqueClipKey(template, parts(), () => false)).toBe('admin/autumn/0007_a-red-fox-in-the-snow.mp4')
  })

  test.each([
    ['../../etc/passwd', 'etc-passwd'],
    ['Zażółć gęślą jaźń', 'zazo-c-gesla-jazn'],
    ['雪中的红狐', 'clip'],
    ['a\u202Egnp.exe\u0000', 'a-gnp-exe'],
    ['   ', 'clip'],
  ])('makes %j safe everywhere', (prompt, slug) => {
    expect(clipKeyFor('{slug}.mp4', parts({ prompt }))).toBe(`admin/autumn/${slug}.mp4`)
  })

  test('never gives a name that Windows keeps for itself', () => {
    expect(clipKeyFor('{slug}.mp4', parts({ prompt: 'CON', batch: 'aux' }))).toBe('admin/aux-/con-.mp4')
  })

  test('cuts a long prompt at a word', () => {
    const key = clipKeyFor('{slug}.mp4', parts({ prompt: 'wonderful '.repeat(50) }))
    expect(key).toBe('admin/autumn/wonderful-wonderful-wonderful-wonderful.mp4')
  })

  test('refuses a template with a word it does not know', () => {
    expect(() => clipKeyFor('{colour}.mp4', parts())).toThrow('found "{colour}"')
  })

  test('takes the random end of an id', () => {
    expect(shortIdOf('job_01h45ytscbebyvny4gc8cr8ma2')).toBe('4gc8cr8ma2')
  })
})
