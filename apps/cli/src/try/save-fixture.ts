import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Exchange } from '../client/shapes.ts'
import { fixtureName, fixtureOf, type Sighting, shapeOf } from './fixture.ts'

export type FixtureFolder = {
  /** Writes the reply if none like it was saved before; answers with the file's name, or null. */
  save(exchange: Exchange, sighting: Sighting): Promise<string | null>
  /** The files written so far. */
  files(): readonly string[]
}

/** A folder that takes each distinct reply once. A file that is there already is never overwritten. */
export function openFixtureFolder(directory: string): FixtureFolder {
  const shapes = new Set<string>()
  const files: string[] = []
  return {
    save: async (exchange, sighting) => {
      const shape = shapeOf(exchange)
      const fixture = fixtureOf(exchange, sighting)
      if (fixture === null || shapes.has(shape)) return null
      shapes.add(shape)
      await mkdir(directory, { recursive: true })
      const file = await writeNew(directory, fixtureName(exchange), `${JSON.stringify(fixture, null, 2)}\n`)
      files.push(file)
      return file
    },
    files: () => files,
  }
}

async function writeNew(directory: string, name: string, text: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const file = number === 1 ? `${name}.json` : `${name}-${number}.json`
    try {
      await writeFile(join(directory, file), text, { flag: 'wx' })
      return file
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST'
      if (!isTaken) throw error
    }
  }
}
