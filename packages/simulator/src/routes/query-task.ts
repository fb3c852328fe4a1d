import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasKey } from '../http/bearer.ts'
import { sendJson } from '../http/send.ts'
import { sendReply } from '../http/send-reply.ts'
import { scenarioOf } from '../scenarios/fault.ts'
import { pollScenarios } from '../scenarios/poll-scenarios.ts'
import type { PollScenario } from '../scenarios/scenario.ts'
import { elapsedSeconds, type TaskState, taskState } from '../tasks/task-state.ts'
import type { TaskEntry } from '../tasks/task-store.ts'
import { taskJson } from '../vendor/task-json.ts'
import type { World } from '../world.ts'

/** GET /v1/result/{id}. */
export function queryTask(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  taskId: string,
): void {
  const entry = world.store.entries.get(taskId)
  world.calls.count('poll', answer(request, response, world, entry))
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  entry: TaskEntry | undefined,
): number | 'lost' {
  if (!hasKey(request, world.apiKeys)) return refuse(response, 401, 'invalid api key')
  if (entry === undefined) return refuse(response, 404, 'task not found')

  const nowMs = world.now()
  const state = taskState(entry.task, nowMs, world.speed)
  const reply = strikingScenario(entry, state, elapsedSeconds(entry.task, nowMs, world.speed))?.reply
  notePoll(entry, state, nowMs)
  const link = state === 'completed' ? world.links.linkFor(entry.task.id, entry.deadLinks) : null
  const json = taskJson(entry.task, state, link)
  if (reply !== undefined && reply.kind !== 'task') return sendReply(response, reply, json)
  sendJson(response, 200, { ...json, ...reply?.fields })
  return 200
}

function refuse(response: ServerResponse, status: number, error: string): number {
  sendJson(response, status, { error })
  return status
}

function strikingScenario(
  { task, polls, completedPolls }: TaskEntry,
  state: TaskState,
  elapsedS: number,
): PollScenario | undefined {
  const scenario = scenarioOf<PollScenario>(pollScenarios, task.faults.poll)
  const value = task.faults.poll?.value ?? 0
  switch (scenario?.lasts) {
    case 'seconds':
      return elapsedS < value ? scenario : undefined
    case 'polls':
      return polls < value ? scenario : undefined
    case 'completed-polls':
      return state === 'completed' && completedPolls < value ? scenario : undefined
    case undefined:
      return undefined
  }
}

function notePoll(entry: TaskEntry, state: TaskState, nowMs: number): void {
  entry.polls += 1
  if (state === 'completed') entry.completedPolls += 1
  if (entry.lastPolledAtMs !== null) {
    const gapMs = nowMs - entry.lastPolledAtMs
    entry.shortestGapMs = Math.min(entry.shortestGapMs ?? gapMs, gapMs)
  }
  entry.lastPolledAtMs = nowMs
}
