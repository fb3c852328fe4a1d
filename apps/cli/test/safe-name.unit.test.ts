import { expect, test } from 'vitest'
import type { ExportLine } from '../src/client/read-export.ts'
import { planPull } from '../src/pull/plan-pull.ts'
import { safeName } from '../src/pull/safe-name.ts'

test.each([
  ['clip.mp4', 'clip.mp4'],
  ['CON.mp4', '_CON.mp4'],
  ['aux', '_aux'],
  ['com1.take.mp4', '_com1.take.mp4'],
  ['console.mp4', 'console.mp4'],
  ['a:b?.mp4', 'a_b_.mp4'],
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['clip.mp4. . ', 'clip.mp4'],
  ['a\u202Egnp.mp4', 'a_gnp.mp4'],
  ['e\u0301.mp4', '\u00e9.mp4'],
  ['...', 'clip'],
  ['', 'clip'],
])('"%s" is called "%s", which Windows and macOS take', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})

test('a long name is cut between characters, keeps its ending, and stays apart from one that begins alike', () => {
  const long = (end: string) => safeName(`${'富'.repeat(120)}${end}.mp4`)
  expect(Buffer.byteLength(long('one'))).toBeLessThanOrEqual(200)
  expect(long('one')).toMatch(/^富+_[0-9a-f]{8}\.mp4$/)
  expect(long('one')).not.toBe(long('two'))
})

const line = (jobId: string, file: string): ExportLine => ({
  row: 1,
  customId: null,
  jobId,
  isCurrent: true,
  state: 'archived',
  quotedTicks: null,
  chargedTicks: null,
  clip: { file, bytes: 1, sha256: 'ab' },
})

test('names that a disk takes for one get a mark; the older job keeps the plain one, whatever joins later', () => {
  const first = [line('job_01aaaaaaaaaa1', 'Lake.mp4')]
  const later = [line('job_02bbbbbbbbbb2', 'lake.MP4'), ...first, line('job_03cccccccccc3', 'manifest.csv')]
  expect(planPull(first).clips.map(({ file }) => file)).toEqual(['Lake.mp4'])
  expect(planPull(later).clips.map(({ file }) => file)).toEqual([
    'lake-bbbbbbbbb2.MP4',
    'Lake.mp4',
    'manifest-ccccccccc3.csv',
  ])
})

test('rows without a clip are counted by their state', () => {
  const plan = planPull([
    { ...line('job_1', ''), clip: null, state: 'failed' },
    { ...line('job_2', ''), clip: null, state: 'failed' },
    line('job_3', 'a.mp4'),
  ])
  expect([plan.clips.length, Object.fromEntries(plan.without)]).toEqual([1, { failed: 2 }])
})
