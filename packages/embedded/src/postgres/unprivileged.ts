// Postgres refuses to run as root. An ordinary user runs it as it is; root has two ways round, neither of which needs
// a package or leaves a system user behind.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Unprivileged = {
  /** Words to put before the command. */
  readonly prefix: readonly string[]
  /** Who must own the data, as seen from outside; null where it is whoever we are. */
  readonly ownerUid: number | null
}

export function findUnprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], ownerUid: null }
  // In a user namespace root is called 1000: files stay root's, and a clone under root's own home (0700) works.
  const userNamespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']
  if (answersToUid(userNamespace, 1000)) return { prefix: userNamespace, ownerUid: 0 }
  // Container engines often forbid namespaces. Another uid then, which keeps root's right to pass folders closed to it.
  const uid = serviceUid()
  const otherUser = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${uid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    // Without it access(2), by which initdb looks for its own folder, forgets that right.
    '--securebits=+no_setuid_fixup',
    '--',
  ]
  if (answersToUid(otherUser, uid)) return { prefix: otherUser, ownerUid: uid }
  throw new Error(
    'Postgres does not run as root, and neither unshare nor setpriv works here: start as an ordinary user, or set DATABASE_URL',
  )
}

function answersToUid(prefix: readonly string[], uid: number): boolean {
  const [file = '', ...args] = [...prefix, 'id', '-u']
  const answer = spawnSync(file, args, { encoding: 'utf8' })
  return answer.status === 0 && answer.stdout.trim() === String(uid)
}

/** The system's own postgres user where it has one, else nobody. */
function serviceUid(): number {
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):/m)
  return Number(entry?.[1] ?? 65_534)
}
