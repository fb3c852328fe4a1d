import { expect, test } from 'vitest'
import type { RevokedKey } from '../src/client/shapes.ts'
import { revokedLines } from '../src/print/key-words.ts'

const key = { id: 'key_1', name: 'render desk', owner: 'studio' } as RevokedKey

test('a revoked key names how many of its jobs still wait, and the commands that find and cancel them', () => {
  expect(revokedLines({ ...key, queued_jobs: 3 }).split('\n')).toEqual([
    'render desk (key_1) is revoked; it and its sessions are refused within two seconds.',
    '3 jobs of it wait to be sent, and go on. What was sent is kept in any case.',
    'see them:    reelkeep --as-owner studio list jobs --key key_1 --state queued',
    'cancel them: reelkeep --as-owner studio bulk cancel --key key_1 --state queued',
  ])
  expect(revokedLines({ ...key, queued_jobs: 0 })).toContain('None of its jobs waits to be sent')
})
