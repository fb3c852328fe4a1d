import type { UpstreamRules } from '@reelkeep/core'
import { readUpstreamSettings } from '@reelkeep/upstreams'

export function testRules(): UpstreamRules {
  const [settings] = readUpstreamSettings({ section: undefined, defaultUpstream: 'globalaiopc', env: {} })
  if (!settings) throw new Error('no default upstream')
  return settings.rules
}
