import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Runs one of our small programs in a process of its own and waits for the one line it prints when it is ready. */
export async function startProgram(
  name: string,
  ...args: string[]
): Promise<{ child: ChildProcess; line: string; kill(): Promise<void> }> {
  const path = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return { child, line: chunk.toString('utf8').trim(), kill }
}
