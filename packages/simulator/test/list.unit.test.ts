import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { listScenarios, scenarioTable } from '../src/index.ts'
import { mountNames } from '../src/mounts/mount-names.ts'
import { withScenarioTable } from '../src/scenarios/readme-table.ts'

const scenarios = [...scenarioTable.values()]
const rows = Array.from({ length: 27 }, (_, index) => index + 1)

test.each(rows)('row %i of the table of failure cases is on demand', (row) => {
  expect(scenarios.some(({ scenario }) => scenario.rows.includes(row))).toBe(true)
})

test.each([3, 21, 27])('row %i is a client’s mistake, and a scenario says what tempts to it', (row) => {
  const tempting = scenarios.filter(({ scenario }) => scenario.rows.includes(row) && scenario.provokes)
  expect(tempting).not.toEqual([])
})

test('every scenario says what it does, its number’s meaning, its rows and its mounts', () => {
  for (const { name, scenario } of scenarios) {
    expect(scenario.what, name).not.toMatch(/^$|[|\n]/)
    expect(scenario.unit, name).not.toBe('')
    expect(scenario.rows.length, name).toBeGreaterThan(0)
    expect(
      scenario.rows.every((row) => rows.includes(row)),
      name,
    ).toBe(true)
    expect(scenario.mounts ?? mountNames, name).not.toEqual([])
  }
})

test('the printed list has every scenario with its phase, row, source and reason', () => {
  const printed = listScenarios()
  for (const { name, phase, scenario } of scenarios) {
    const at = printed.indexOf(`\n${name} `)
    const lines = printed
      .slice(at + 1)
      .split('\n')
      .slice(0, 2)
      .join('\n')
    for (const part of [phase, `D ${scenario.rows.join(', ')}`, scenario.source, scenario.what]) {
      expect(lines).toContain(part)
    }
  }
})

test('README.md has the table of today (else: node packages/simulator/src/write-readme-main.ts)', async () => {
  const page = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(page).toBe(withScenarioTable(page))
})
