// Runs once before the tests of a project that needs services, in vitest's main process.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServices } from './start-services.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'reelkeep-test-'))
  const { services, stop } = await startServices(directory)
  for (const line of services.missing) project.vitest.logger.warn(line)
  project.provide('services', services)
  return async () => {
    await stop()
    await rm(directory, { recursive: true, force: true })
  }
}
