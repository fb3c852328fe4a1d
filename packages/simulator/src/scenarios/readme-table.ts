import { scenarioMarkdown } from './list-scenarios.ts'

const begin = '<!-- scenarios: written by src/write-readme-main.ts -->'
const end = '<!-- /scenarios -->'

/** A page with the table between its two marks as it should be. */
export function withScenarioTable(page: string): string {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined)
    throw new Error('the page has no marks for the scenario table')
  return `${before}${begin}\n\n${scenarioMarkdown()}\n\n${end}${after}`
}
