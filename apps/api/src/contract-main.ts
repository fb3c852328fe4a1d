// Writes apps/api/openapi.json: `node apps/api/src/contract-main.ts`. A test says when it is due.
import { writeFile } from 'node:fs/promises'
import { buildContract } from './build-contract.ts'

await writeFile(new URL('../openapi.json', import.meta.url), await buildContract())
