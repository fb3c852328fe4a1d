import { join, resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '..', '..', '..')

export function readDataDir(env: NodeJS.ProcessEnv): string {
  return resolve(env.REELKEEP_DATA_DIR?.trim() || join(repositoryRoot, '.reelkeep'))
}
