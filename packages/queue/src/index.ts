export { createGrouper, type Grouper, type GrouperOptions } from './grouper.ts'
export type { StoreReport } from './inspect-redis.ts'
export {
  defaultLockMs,
  defaultStalledCheckMs,
  type Handling,
  type Lane,
  type Lanes,
  type LanesOptions,
  openLanes,
} from './lanes.ts'
export { type JobWake, type Message, messageIdOf } from './message.ts'
export { openProducer, type Producer, type ProducerOptions } from './producer.ts'
export { type QueueSettings, readQueueSettings } from './settings.ts'
