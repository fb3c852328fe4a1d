import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { saveLines } from '../src/commands/save-lines.ts'
import { aTerminal } from './a-terminal.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelkeep-save-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

async function* lines(breaksOff = false): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a,b\n')
  if (breaksOff) throw new TypeError('terminated', { cause: new Error('other side closed') })
}

test('a file is there once it is whole', async () => {
  await saveLines({ terminal: aTerminal(), callerDir: folder }, lines(), 'all.csv')
  expect([await readdir(folder), await readFile(join(folder, 'all.csv'), 'utf8')]).toEqual([
    ['all.csv'],
    'a,b\n',
  ])
})

test('an answer that breaks off is the server’s fault, says so, and leaves no file', async () => {
  const broken = { exitCode: 3, message: 'all.csv was not written: terminated (other side closed)' }
  await expect(
    saveLines({ terminal: aTerminal(), callerDir: folder }, lines(true), 'all.csv'),
  ).rejects.toMatchObject(broken)
  expect(await readdir(folder)).toEqual([])
  await expect(
    saveLines({ terminal: aTerminal(), callerDir: folder }, lines(true), undefined),
  ).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('not whole: terminated') })
})

test('a place that cannot be written to is bad input', async () => {
  await expect(
    saveLines({ terminal: aTerminal(), callerDir: folder }, lines(), 'not/there.csv'),
  ).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('not/there.csv was not written: ENOENT'),
  })
})
