import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../src/run.ts'
import { aTerminal } from './a-terminal.ts'

async function scriptFor(shell: string): Promise<string> {
  const terminal = aTerminal()
  expect(await run(['completion', shell], terminal)).toBe(0)
  return terminal.printed()
}

/** What bash offers behind these words, with a reelkeep that knows two batches. */
async function offered(...words: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-completion-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'reelkeep'), '#!/bin/sh\necho "prompts 2026-11-20"\necho autumn\n', {
    mode: 0o755,
  })
  await writeFile(join(folder, 'script'), await scriptFor('bash'))
  const line = [
    'source ./script',
    `COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))`,
    '_reelkeep',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', line, 'bash', './reelkeep', ...words], {
    cwd: folder,
  })
  return stdout.trim().split('\n')
}

test('bash completes commands, and those below a command', async () => {
  expect(await offered('re')).toEqual(expect.arrayContaining(['resume', 'retry', 'resolve', 'rebuild']))
  expect(await offered('upstream', 'p')).toEqual(['pause'])
})

test('bash completes the options of the command that stands there, not of another one', async () => {
  expect(await offered('submit', 'prompts.csv', '--b')).toEqual(['--budget'])
  expect(await offered('--url', 'submit', 'watch', '--b')).toEqual([''])
  expect(await offered('submit', '--on-invalid', 's')).toEqual(['skip'])
})

test('bash completes names of batches, quoted where they need it, once', async () => {
  expect(await offered('watch', '')).toEqual(['prompts\\ 2026-11-20', 'autumn'])
  expect(await offered('watch', 'au')).toEqual(['autumn'])
  expect(await offered('watch', 'autumn', '')).toEqual([''])
})

test('fish asks for names of batches by a function, since it runs no command that a substitution names', async () => {
  const script = await scriptFor('fish')
  expect(script).toContain("-a '(__reelkeep_batches)'")
  expect(script).not.toMatch(/\(\(commandline/)
})

test('zsh offers the fixed values of an option before names of batches', async () => {
  const script = await scriptFor('zsh')
  expect(script).toContain("'export --kind') compadd jobs failures ledger clips manifest; return ;;")
})

test.each(['zsh', 'fish'])('the script for %s names every command and its options', async (shell) => {
  const script = await scriptFor(shell)
  for (const word of ['quote', 'pull', 'upstream set', 'max-in-flight', 'completion']) {
    expect(script).toContain(word)
  }
})
