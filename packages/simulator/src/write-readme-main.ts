// Writes the scenario table of README.md anew: node packages/simulator/src/write-readme-main.ts
import { readFile, writeFile } from 'node:fs/promises'
import { withScenarioTable } from './scenarios/readme-table.ts'

const path = new URL('../README.md', import.meta.url)
await writeFile(path, withScenarioTable(await readFile(path, 'utf8')))
