export { type Environment, readConfig, type WorkerConfig } from './config.ts'
export { type Failpoint, type FailpointName, failpointNames } from './failpoint.ts'
export { type RunningWorker, type StartOptions, start } from './start.ts'
export type { World } from './world.ts'
