import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ServiceExit } from '@reelkeep/embedded'
import { expect, test } from 'vitest'
import { type Running, supervise } from '../src/services/supervise.ts'

/** A real process that does nothing until it is told to end. */
async function startIdle(): Promise<Running> {
  const child = spawn('tail', ['-f', '/dev/null'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as ServiceExit)
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { pid: child.pid ?? 0, exited, stop }
}

/** Lines said so far, and a promise for the next one that matches. */
function listen() {
  const lines: string[] = []
  const waiting: { pattern: RegExp; resolve: (line: string) => void }[] = []
  const say = (line: string) => {
    lines.push(line)
    for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve(line)
  }
  const heard = (pattern: RegExp) => new Promise<string>((resolve) => waiting.push({ pattern, resolve }))
  return { lines, say, heard }
}

test('a process that is killed runs again under another pid, and the line says why', async () => {
  const { say, heard, lines } = listen()
  const service = await supervise({ name: 'the worker', start: startIdle, say, firstDelayMs: 1 })
  const { pid } = service.current()
  const again = heard(/runs again/)
  process.kill(pid, 'SIGKILL')
  await again
  expect(lines[0]).toBe('the worker ended by itself (SIGKILL); starting it again in 0.001 s')
  expect(service.current().pid).not.toBe(pid)
  await service.stop()
})

test('a restart that fails is tried again, later each time', async () => {
  const { say, heard, lines } = listen()
  let starts = 0
  const start = () => {
    starts += 1
    if (starts === 2 || starts === 3) return Promise.reject(new Error('no room'))
    return startIdle()
  }
  const service = await supervise({ name: 'Redis', start, say, firstDelayMs: 1 })
  const again = heard(/runs again/)
  process.kill(service.current().pid, 'SIGKILL')
  await again
  expect(lines).toEqual([
    'Redis ended by itself (SIGKILL); starting it again in 0.001 s',
    'Redis did not start (no room); starting it again in 0.002 s',
    'Redis did not start (no room); starting it again in 0.004 s',
    'Redis runs again',
  ])
  await service.stop()
})

test('a process that was asked to stop is not started again', async () => {
  const { say, lines } = listen()
  const service = await supervise({ name: 'the api', start: startIdle, say, firstDelayMs: 1 })
  const { exited } = service.current()
  await service.stop()
  expect(await exited).toEqual({ code: null, signal: 'SIGTERM' })
  expect(lines).toEqual([])
})

test('a stop in the middle of the wait ends the wait', async () => {
  const { say, heard } = listen()
  const service = await supervise({ name: 'the api', start: startIdle, say, firstDelayMs: 3_600_000 })
  const waits = heard(/starting it again/)
  process.kill(service.current().pid, 'SIGKILL')
  await waits
  await service.stop()
})

test('a first start that fails is the caller’s to hear', async () => {
  const { say, lines } = listen()
  const start = () => Promise.reject(new Error('no room'))
  await expect(supervise({ name: 'Redis', start, say })).rejects.toThrow('no room')
  expect(lines).toEqual([])
})
