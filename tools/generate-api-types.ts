/**
 * Writes what speaks the api's contract, apps/api/openapi.json: types for the shell, and types with a client for the
 * page. Each room keeps a copy of its own, since neither may import the other. tools/test/api-types.unit.test.ts holds
 * them to it.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

const root = join(import.meta.dirname, '..')

export const shellTypesFile = 'apps/cli/src/client/contract.gen.ts'
export const pageClientFolder = 'apps/dashboard/src/api/gen'

/** Every generated file by its path in the repository, with its text. */
export async function generateApiTypes(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-types-'))
  try {
    await createClient({
      input: join(root, 'apps/api/openapi.json'),
      output: { path: folder, entryFile: false, importFileExtension: '.ts' },
      plugins: [
        '@hey-api/typescript',
        { name: '@hey-api/client-fetch', throwOnError: true, baseUrl: false },
        // The browser sends the session's cookie by itself.
        { name: '@hey-api/sdk', auth: false, responseStyle: 'data' },
      ],
      logs: { level: 'silent' },
    })
    const files = await readTree(folder)
    const written = new Map(
      files.map(([path, text]) => [join(pageClientFolder, path), unchecked(path, text)]),
    )
    written.set(shellTypesFile, await readFile(join(folder, 'types.gen.ts'), 'utf8'))
    return written
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The client's own code was not written for exact optional properties; its types hold all the same. */
function unchecked(path: string, text: string): string {
  return /^(client|core)\//.test(path) ? `// @ts-nocheck\n${text}` : text
}

export async function readTree(folder: string): Promise<[path: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    paths.map(
      async (path): Promise<[string, string]> => [relative(folder, path), await readFile(path, 'utf8')],
    ),
  )
}

if (import.meta.main) {
  const files = await generateApiTypes()
  await rm(join(root, pageClientFolder), { recursive: true, force: true })
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}
