import { isHostEntry } from './host-entry.ts'

/** Reads `REELKEEP_ALLOW_PRIVATE_HOSTS`: a comma list of `host` or `host:port`. */
export function readAllowPrivateHosts(env: {
  readonly [name: string]: string | undefined
}): readonly string[] {
  const entries = (env.REELKEEP_ALLOW_PRIVATE_HOSTS ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const wrong = entries.find((entry) => !isHostEntry(entry))
  if (wrong !== undefined) {
    throw new Error(
      `REELKEEP_ALLOW_PRIVATE_HOSTS must be a comma list of host or host:port, an IPv6 address in brackets (found "${wrong}")`,
    )
  }
  return entries
}
