import type { Parts } from './parts.ts'

/** What every provider of a service is given. */
export type ServiceContext = {
  readonly env: NodeJS.ProcessEnv
  readonly dataDir: string
  readonly parts: Parts
  readonly say: (line: string) => void
  /** Who runs under which process id at this moment, by name. */
  readonly pids: Map<string, () => number>
}
