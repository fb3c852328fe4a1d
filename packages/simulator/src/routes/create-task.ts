import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { keyOf } from '../http/bearer.ts'
import { readBody } from '../http/read-body.ts'
import { sendReply, sendVendorReply } from '../http/send-reply.ts'
import type { Mount } from '../mounts/mounts.ts'
import { createScenarios } from '../scenarios/create-scenarios.ts'
import { type Faults, scenarioOf } from '../scenarios/fault.ts'
import { readMarkers } from '../scenarios/markers.ts'
import type { CreateScenario } from '../scenarios/scenario.ts'
import { makeTask } from '../tasks/make-task.ts'
import type { Creation, Operation } from '../vendor/creation.ts'
import type { VendorError, VendorReply } from '../vendor/vendor.ts'
import type { World } from '../world.ts'
import { refuseRequest } from './refuse-request.ts'

/** A POST that creates. The task and its charge are on disk before the first byte of any reply. */
export async function createTask(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  mount: Mount,
  operation: Operation,
): Promise<void> {
  const { vendor, traffic } = mount
  const refuse = (error: VendorError): void => {
    traffic.calls.count('create', sendVendorReply(response, vendor.errorReply(error)))
  }
  // The body is read first, so that a refusal never breaks a client in the middle of its upload.
  const body = await readBody(request)
  const refusal = refuseRequest(request, world, mount) ?? refuseInStorm(world, mount)
  if (refusal !== null) return refuse(refusal)
  const wrongType = vendor.refusesType?.(request.headers['content-type'] ?? '') ?? null
  if (wrongType !== null) return refuse(wrongType)
  if (body.outcome === 'too-large') return refuse({ status: 413, message: 'the request body is too large' })
  if (body.outcome === 'not-json') return refuse({ status: 400, message: 'the request body is not JSON' })
  const read = vendor.readCreation(operation, body.value)
  if (read.outcome === 'refused') return refuse({ status: read.status, message: read.error })
  const markers = readMarkers(read.creation.prompt, mount.name)
  if (markers.outcome !== 'read') return refuse({ status: 400, message: markers.reason })

  const key = requestKey(read.creation, mount)
  const occurrence = world.store.nextOccurrence(key)
  const drawn = world.dice.faultsFor({ key, occurrence, mount: mount.name, markers: markers.faults })
  const faults = withOwnFault(drawn, read.creation, mount)
  const keyHash = hash('sha256', keyOf(request) ?? '').slice(0, 16)
  await answer(response, world, mount, { creation: read.creation, key, occurrence, keyHash }, faults)
}

/** What equal requests have in common. Requests to the first mount draw as they did when it was the only one. */
function requestKey(creation: Creation, { name }: Mount): string {
  const { operation, model, prompt, durationS, aspectRatio, resolution, images, videoUrl } = creation
  const shape = { model, prompt, durationS, aspectRatio, resolution, images }
  const named = name === 'default' ? shape : { mount: name, operation, ...shape, videoUrl }
  return hash('sha1', JSON.stringify(named), 'base64url')
}

/** Through CometAPI an image without words is taken, and refused whenever it is asked for. */
function withOwnFault(faults: Faults, creation: Creation, { name }: Mount): Faults {
  if (name !== 'cometapi' || creation.prompt.trim() !== '') return faults
  return { ...faults, poll: { name: 'promptless_400', value: 1_000_000 } }
}

function refuseInStorm(world: World, mount: Mount): VendorError | null {
  const leftS = ((mount.stormUntilMs - world.now()) / 1000) * world.speed
  return leftS > 0 ? stormError(leftS) : null
}

function stormError(leftS: number): VendorError {
  return {
    status: 429,
    message: 'Too many requests, the shared pool is exhausted',
    headers: { 'retry-after': String(Math.ceil(leftS)) },
  }
}

type Wanted = {
  readonly creation: Creation
  readonly key: string
  readonly occurrence: number
  readonly keyHash: string
}

async function answer(
  response: ServerResponse,
  world: World,
  mount: Mount,
  wanted: Wanted,
  faults: Faults,
): Promise<void> {
  const { vendor, traffic } = mount
  const count = (result: number | 'lost'): void => traffic.calls.count('create', result)
  const scenario = strikingScenario(faults, wanted)
  if (scenario !== undefined && !scenario.creates) {
    const { reply } = scenario
    if (reply.kind === 'storm') {
      const lastsS = faults.create?.value ?? 0
      mount.stormUntilMs = world.now() + (lastsS / world.speed) * 1000
      return count(sendVendorReply(response, vendor.errorReply(stormError(lastsS))))
    }
    if (reply.kind !== 'delayed') return count(sendReply(response, reply, {}, vendor))
  }
  const created = await create(world, mount, wanted, faults)
  if (scenario === undefined || scenario.reply.kind === 'storm') {
    return count(sendVendorReply(response, created))
  }
  if (scenario.reply.kind === 'delayed') {
    const { value = 0 } = faults.create ?? {}
    const lateMs = scenario.unit === 'vendor seconds' ? (value / world.speed) * 1000 : value
    await delay(lateMs, undefined, { signal: world.stopping })
    return count(sendVendorReply(response, created))
  }
  count(sendReply(response, scenario.reply, created.json, vendor))
}

async function create(
  world: World,
  mount: Mount,
  { creation, ...request }: Wanted,
  faults: Faults,
): Promise<VendorReply> {
  const task = makeTask(creation, { ...request, nowMs: world.now() }, faults, world.plan, mount)
  await world.store.add(task)
  return mount.vendor.creationReply(task)
}

function strikingScenario(faults: Faults, { creation, occurrence }: Wanted): CreateScenario | undefined {
  const scenario = scenarioOf<CreateScenario>(createScenarios, faults.create)
  if (scenario?.sparesUploads === true && creation.isUploaded) return undefined
  // A storm comes once for a marked prompt; its length is not counted in requests.
  if (scenario?.reply.kind === 'storm' && occurrence > 0) return undefined
  return scenario
}
