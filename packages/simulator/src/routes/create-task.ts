import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { hasKey } from '../http/bearer.ts'
import { readBody } from '../http/read-body.ts'
import { sendJson } from '../http/send.ts'
import { sendReply } from '../http/send-reply.ts'
import { createScenarios } from '../scenarios/create-scenarios.ts'
import { type Faults, scenarioOf } from '../scenarios/fault.ts'
import { readMarkers } from '../scenarios/markers.ts'
import type { CreateScenario } from '../scenarios/scenario.ts'
import { makeTask } from '../tasks/make-task.ts'
import { type Creation, readCreation } from '../vendor/read-creation.ts'
import { creationJson } from '../vendor/task-json.ts'
import type { World } from '../world.ts'

/** POST /v1/grok/videos. The task and its charge are on disk before the first byte of any reply. */
export async function createTask(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
): Promise<void> {
  const refuse = (status: number, error: string): void => {
    world.calls.count('create', status)
    sendJson(response, status, { error })
  }
  // The body is read first, so that a refusal never breaks a client in the middle of its upload.
  const body = await readBody(request)
  if (!hasKey(request, world.apiKeys)) return refuse(401, 'invalid api key')
  if (body.outcome === 'too-large') return refuse(413, 'the request body is too large')
  if (body.outcome === 'not-json') return refuse(400, 'the request body is not JSON')
  const read = readCreation(body.value, world.limits)
  if (read.outcome === 'refused') return refuse(400, read.error)
  const markers = readMarkers(read.creation.prompt)
  if (markers.outcome === 'unknown-name') return refuse(400, `unknown simulator scenario: ${markers.name}`)

  const key = hash('sha1', JSON.stringify(read.creation), 'base64url')
  const occurrence = world.store.nextOccurrence(key)
  const faults = world.dice.faultsFor({ key, occurrence, markers: markers.faults })
  await answer(response, world, faults, () => create(world, read.creation, { key, occurrence }, faults))
}

async function create(
  world: World,
  creation: Creation,
  request: { readonly key: string; readonly occurrence: number },
  faults: Faults,
): Promise<object> {
  const task = makeTask(creation, { ...request, nowMs: world.now() }, faults, world.plan)
  await world.store.add(task)
  return creationJson(task)
}

async function answer(
  response: ServerResponse,
  world: World,
  faults: Faults,
  create: () => Promise<object>,
): Promise<void> {
  const scenario = scenarioOf<CreateScenario>(createScenarios, faults.create)
  const created = scenario === undefined || scenario.creates ? await create() : {}
  if (scenario === undefined) {
    world.calls.count('create', 200)
    return sendJson(response, 200, created)
  }
  const { reply } = scenario
  if (reply.kind === 'delayed') {
    await delay(faults.create?.value, undefined, { signal: world.stopping })
    world.calls.count('create', 200)
    return sendJson(response, 200, created)
  }
  world.calls.count('create', sendReply(response, reply, created))
}
