import { spawnSync } from 'node:child_process'

/**
 * Words to put before a command so that the kernel sends it `signal` when we die, kill -9 included. Without util-linux's
 * setpriv there are none, and the next start finds the orphan.
 */
export function dieWithParent(signal: 'INT' | 'TERM' | 'KILL'): string[] {
  const words = ['setpriv', '--pdeathsig', signal]
  const [file = '', ...args] = [...words, 'true']
  const works = process.platform === 'linux' && spawnSync(file, args, { stdio: 'ignore' }).status === 0
  return works ? words : []
}
