import { mountNames } from '../mounts/mount-names.ts'
import { sources } from './sources.ts'
import { type ListedScenario, scenarioTable } from './table.ts'

/** Every scenario for people at a terminal: two lines each, by phase. */
export function listScenarios(): string {
  const names = [...scenarioTable.values()].map(linesOf)
  return `${[
    'Scenarios: --scenario NAME=RATE[:VALUE], or [sim:NAME] or [sim:NAME=VALUE] in a prompt.',
    'D is a case of docs/failure-cases.md, which a client must survive; behind it is where the case was seen.',
    '',
    ...names,
  ].join('\n')}\n`
}

function linesOf({ name, phase, scenario }: ListedScenario): string {
  const facts = [
    phase.padEnd(6),
    rowsOf({ name, phase, scenario }).padEnd(10),
    `seen at ${sourceOf(scenario)}`,
    `mounts ${mountsOf({ name, phase, scenario })}`,
    ...(scenario.unit === 'none' ? [] : [`value ${scenario.value} ${scenario.unit}`]),
  ]
  return `${name.padEnd(28)}${facts.join(' · ')}\n    ${reasonOf(scenario)}`
}

/** The same as a table of Markdown, for README.md. */
export function scenarioMarkdown(): string {
  const rows = [...scenarioTable.values()].map((listed) => {
    const { name, phase, scenario } = listed
    const value = scenario.unit === 'none' ? '' : `${scenario.value} ${scenario.unit}`
    const cells = [
      `\`${name}\``,
      phase,
      rowsOf(listed),
      mountsOf(listed),
      reasonOf(scenario),
      value,
      scenario.source,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| name | phase | case | mounts | what happens | value | source |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function rowsOf({ scenario }: ListedScenario): string {
  return `D ${scenario.rows.join(', ')}`
}

function mountsOf({ scenario }: ListedScenario): string {
  const { mounts = mountNames } = scenario
  return mounts.length === mountNames.length ? 'all' : mounts.join(' ')
}

function reasonOf({ what, provokes }: ListedScenario['scenario']): string {
  return provokes === undefined ? what : `${what} (tempts to ${provokes})`
}

function sourceOf({ source }: ListedScenario['scenario']): string {
  return `${source} ${sources[source]}`
}
