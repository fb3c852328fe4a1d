import { join, resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '..', '..', '..')

export function readDataDir(env: NodeJS.ProcessEnv): string {
  return resolve(env.REELKEEP_DATA_DIR?.trim() || join(repositoryRoot, '.reelkeep'))
}

/** What Node compiled before: a quarter of a process's start. Where it cannot be written Node goes without. */
export const compileCacheDir = join(repositoryRoot, 'node_modules', '.cache', 'reelkeep', 'node')
