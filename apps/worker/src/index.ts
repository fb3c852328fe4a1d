export { type Environment, readConfig, type WorkerConfig } from './config.ts'
export { type RunningWorker, type StartOptions, start } from './start.ts'
