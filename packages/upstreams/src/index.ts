export type { Credential } from './credential.ts'
export { parseDurationMs } from './duration.ts'
export { environmentName } from './environment-name.ts'
export {
  defaultHttpClientSettings,
  type HttpClient,
  type HttpClientSettings,
  openHttpClient,
} from './http-client.ts'
export { openUpstream } from './open-upstream.ts'
export { authorizationFor } from './pin.ts'
export type {
  PollAnswer,
  PollEvent,
  PollIo,
  SubmitAnswer,
  SubmitEvent,
  SubmitIo,
  Upstream,
} from './port.ts'
export { readProxySettings } from './proxy-settings.ts'
export { Secret } from './secret.ts'
export { type Environment, readUpstreamSettings, type UpstreamSettings } from './settings.ts'
