import type { Client } from './client/client.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets. */
export type CommandContext = {
  readonly client: Client
  readonly terminal: Terminal
  /** Answers as JSON, for scripts. */
  readonly json: boolean
  /** Where relative file names count from: the folder the caller stood in. */
  readonly callerDir: string
  /** A moment of the api as a person reads it: in the local zone, or in UTC where `--utc` asks for it. */
  readonly when: (moment: string) => string
}
