import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { run } from '../src/run.ts'
import { aTerminal } from './a-terminal.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8')

async function helpOf(...words: string[]): Promise<string> {
  const terminal = aTerminal()
  expect(await run([...words, '--help'], terminal)).toBe(0)
  return terminal.printed()
}

/** Every command that does something, as its help lists it. */
async function commands(path: readonly string[] = []): Promise<string[][]> {
  const help = await helpOf(...path)
  const names = [...help.matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: [<[][a-z-]+[>\]])*(?: {2,}|$)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help' && !path.includes(name))
  if (names.length === 0 || /^Arguments:/m.test(help)) return [[...path]]
  return (await Promise.all(names.map((name) => commands([...path, name])))).flat()
}

let all: string[][] = []

beforeAll(async () => {
  all = await commands()
})

test('the shell says its version, and which Node it runs on', async () => {
  const terminal = aTerminal()
  expect(await run(['--version'], terminal)).toBe(0)
  expect(terminal.printed()).toMatch(/^reelkeep \d+\.\d+\.\d+ on Node v\d+\./)
})

describe('every command', () => {
  test('is found by walking the help', () => {
    const found = all.map((path) => path.join(' '))
    expect(found).toEqual(expect.arrayContaining(['quote', 'submit', 'upstream set', 'pull', 'completion']))
    expect(found.length).toBeGreaterThan(20)
  })

  test('teaches by example, and stands in docs/cli.md', async () => {
    const helps = await Promise.all(all.map(async (path) => [path.join(' '), await helpOf(...path)] as const))
    expect(helps.filter(([, help]) => !help.includes('Examples:')).map(([path]) => path)).toEqual([])
    expect(all.map((path) => path.join(' ')).filter((path) => !page.includes(`\`${path}`))).toEqual([])
  })
})

test.each([
  ['sumbit', 'submit'],
  ['pul', 'pull'],
])('"%s" is answered with "did you mean %s?", exit code 2', async (typed, meant) => {
  const terminal = aTerminal()
  expect(await run([typed], terminal)).toBe(2)
  expect(terminal.noted()).toContain(`Did you mean ${meant}?`)
})

test('an option that is misspelt is answered with the right one', async () => {
  const terminal = aTerminal()
  expect(await run(['submit', 'a.csv', '--buget', '3'], terminal)).toBe(2)
  expect(terminal.noted()).toContain('Did you mean --budget?')
})
