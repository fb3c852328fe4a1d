// What can run as a child process of ours. Each role loads its own code only.

export type Role = 'api' | 'worker' | 's3' | 'simulator'

export type RunningRole = { readonly url?: string; stop(): Promise<void> }

export function isRole(text: string | undefined): text is Role {
  return text === 'api' || text === 'worker' || text === 's3' || text === 'simulator'
}

export async function startRole(role: Role, env: NodeJS.ProcessEnv): Promise<RunningRole> {
  switch (role) {
    case 'api': {
      const api = await import('@reelkeep/api')
      return api.start(api.readConfig(env))
    }
    case 'worker': {
      const worker = await import('@reelkeep/worker')
      return worker.start(worker.readConfig(env))
    }
    case 's3': {
      const { startS3 } = await import('@reelkeep/embedded')
      const { endpoint, stop } = await startS3(readOptions<Parameters<typeof startS3>[0]>(env))
      return { url: endpoint, stop }
    }
    case 'simulator': {
      const { startSimulator } = await import('@reelkeep/simulator')
      return startSimulator(readOptions(env))
    }
  }
}

/** Options of roles that are ours alone travel as JSON, written by the parent from typed values. */
function readOptions<T>(env: NodeJS.ProcessEnv): T {
  return JSON.parse(env[optionsVariable] ?? '{}') as T
}

export const optionsVariable = 'REELKEEP_CHILD_OPTIONS'
