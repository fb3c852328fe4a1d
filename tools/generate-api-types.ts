/**
 * Writes the types of the api's contract, apps/api/openapi.json, to the two rooms that speak it from outside. Each
 * keeps a copy of its own, since neither may import the other. tools/test/api-types.unit.test.ts holds them to it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

const root = join(import.meta.dirname, '..')

export const apiTypeFiles = ['apps/dashboard/src/api/contract.gen.ts', 'apps/cli/src/client/contract.gen.ts']

export async function generateApiTypes(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-types-'))
  try {
    await createClient({
      input: join(root, 'apps/api/openapi.json'),
      output: { path: folder },
      plugins: ['@hey-api/typescript'],
      logs: { level: 'silent' },
    })
    return await readFile(join(folder, 'types.gen.ts'), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const types = await generateApiTypes()
  await Promise.all(apiTypeFiles.map((file) => writeFile(join(root, file), types)))
}
