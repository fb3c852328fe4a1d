import type { Gate } from '@reelkeep/db'

/** Hosts that people have allowed for the links of each upstream, as last read. */
export type LinkPermissions = {
  learn(gates: readonly Gate[]): void
  /** Each a `host` or `host:port`. */
  allowedHosts(upstream: string): readonly string[]
}

export function createLinkPermissions(): LinkPermissions {
  let known: ReadonlyMap<string, readonly string[]> = new Map()
  return {
    learn: (gates) => {
      known = new Map(gates.map(({ upstream, allowedHosts }) => [upstream, allowedHosts]))
    },
    allowedHosts: (upstream) => known.get(upstream) ?? [],
  }
}
