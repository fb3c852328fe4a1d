export { type ApiConfig, readConfig } from './config.ts'
export { type RunningApi, start } from './start.ts'
