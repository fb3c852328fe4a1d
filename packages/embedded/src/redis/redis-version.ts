import { execFile } from 'node:child_process'

export type RedisVersion = { readonly version: string; readonly isRecent: boolean }

/** What the binary says it is, or null when it does not even start (a missing library, another platform). */
export function readRedisVersion(path: string, env: NodeJS.ProcessEnv): Promise<RedisVersion | null> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { env, timeout: 10_000 }, (error, output) => {
      const found = /\bv=((\d+)\.(\d+)\.\d+)/.exec(output)
      if (error !== null || found === null) return resolve(null)
      const [, version = '', major = '0', minor = '0'] = found
      // BullMQ asks for 6.2. Valkey began at 7.2 and counts on from there.
      const isRecent = Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2)
      resolve({ version, isRecent })
    })
  })
}
