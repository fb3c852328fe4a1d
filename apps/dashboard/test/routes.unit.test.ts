import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8')

test('each address of the page is one at which the api serves it', async () => {
  const served = [...read('apps/api/src/routes/pages/page-paths.ts').matchAll(/^ {2}'(\/[^']*)',$/gm)].map(
    ([, path]) => path,
  )
  const { routeTree } = await import('../src/routes/router.ts')
  const routes = (routeTree.children as unknown as { options: { path: string } }[]).map(({ options }) =>
    options.path.replace('$', ':'),
  )
  expect(routes.length).toBeGreaterThan(5)
  expect(served).toEqual(expect.arrayContaining(routes))
})
