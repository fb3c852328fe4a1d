import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openClient } from '../src/client/client.ts'
import { reconcile } from '../src/commands/reconcile.ts'
import { openTerminal } from '../src/terminal.ts'

test('a usage file that is not there is bad input, and the server is not asked', async () => {
  const callerDir = await mkdtemp(join(tmpdir(), 'reelkeep-reconcile-'))
  // Nobody listens there: asking would end with another error.
  const client = openClient({ url: 'http://127.0.0.1:9', key: 'k'.repeat(32), owner: null, whenAway: '' })
  const context = {
    client,
    terminal: openTerminal(),
    json: false,
    callerDir,
    when: (moment: string) => moment,
  }
  await expect(reconcile(context, 'usage.csv', { upstream: 'xai' })).rejects.toMatchObject({
    exitCode: 2,
    message: 'usage.csv cannot be read: no such file, or not allowed.',
  })
  await rm(callerDir, { recursive: true })
})
