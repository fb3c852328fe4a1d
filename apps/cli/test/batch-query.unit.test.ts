import { expect, test } from 'vitest'
import { batchQuery } from '../src/batch-file/batch-query.ts'

const today = new Date(2026, 10, 20, 23, 30)
const query = (options: Parameters<typeof batchQuery>[1]) => batchQuery({ title: 'prompts' }, options, today)

test('a batch without a name is called by its file and the day where the person is', () => {
  expect(query({}).name).toBe('prompts 2026-11-20')
  expect(query({ name: 'autumn' }).name).toBe('autumn')
})

test('values of a variable are divided by commas, a name given twice adds to them', () => {
  const { variables } = query({ var: ['style=noir, pastel', 'place=Paris\\, Texas', 'style=a=b'] })
  expect(JSON.parse(String(variables))).toEqual({ style: ['noir', 'pastel', 'a=b'], place: ['Paris, Texas'] })
})

test('defaults reach the api as what they stand for', () => {
  const { defaults } = query({
    default: ['model=grok_video3', 'duration=6', 'image_urls=https://a/1 https://a/2'],
  })
  expect(JSON.parse(String(defaults))).toEqual({
    model: 'grok_video3',
    duration: 6,
    image_urls: ['https://a/1', 'https://a/2'],
  })
})

test('a header may hold an equals sign, and a column none', () => {
  expect(JSON.parse(String(query({ map: ['Ratio=aspect_ratio', 'a=b=meta.c'] }).map))).toEqual({
    Ratio: 'aspect_ratio',
    'a=b': 'meta.c',
  })
})

test('a brake is said in a person’s words', () => {
  expect(query({ stopWhen: 'never' }).stop_when).toBe('never')
  expect(JSON.parse(String(query({ stopWhen: '30%/10' }).stop_when))).toEqual({
    failed_share: 0.3,
    after: 10,
  })
})

test.each([
  [{ var: ['style'] }, '--var takes NAME=VALUE'],
  [{ map: ['=prompt'] }, '--map takes NAME=VALUE'],
  [{ stopWhen: '30' }, '--stop-when takes'],
  [{ stopWhen: '130%/10' }, '--stop-when takes'],
])('%j is refused with what would be right', (options, message) => {
  expect(() => query(options)).toThrow(message)
})
