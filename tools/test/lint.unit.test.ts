import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test.each(['begin', 'transaction'])('a call of %s outside the migrations is a lint error', (method) => {
  const file = join(root, `packages/core/src/planted-${process.pid}-${method}.ts`)
  writeFileSync(
    file,
    `export async function planted(sql: { ${method}(run: () => void): Promise<void> }): Promise<void> {\n  await sql.${method}(() => {})\n}\n`,
  )
  try {
    const biome = join(root, 'node_modules/.bin/biome')
    const { status, stdout, stderr } = spawnSync(biome, ['lint', file], { cwd: root, encoding: 'utf8' })
    expect(stdout + stderr).toContain('No transactions of several statements')
    expect(status).not.toBe(0)
  } finally {
    rmSync(file)
  }
})
