import type { UpstreamRules } from '@reelkeep/core'
import type { Upstream, UpstreamSettings } from '@reelkeep/upstreams'
import type { Pace } from './pace.ts'

/** An upstream of the configuration with everything a step needs to talk to it. */
export type ConfiguredUpstream = {
  readonly rules: UpstreamRules
  readonly settings: UpstreamSettings
  readonly port: Upstream
  readonly pollPace: Pace
}
