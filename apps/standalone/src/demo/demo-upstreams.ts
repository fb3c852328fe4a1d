/** An upstream of the demo: where the simulator pretends to be it, and what our configuration says about it. */
export type DemoUpstream = {
  /** The name in our configuration and in the upstream column of a file. */
  readonly name: string
  readonly profile: string
  /** Under the simulator's origin. */
  readonly mount: string
  /** What the simulator's bill calls that place. */
  readonly billedAs: string
  /** Lines of YAML that only this one has. The prices are the simulator's own, so that our ledger can be held against its bill. */
  readonly settings: string
}

const perSecondAndPerCall = `
    max_in_flight: 100
    requests_per_minute: 120
    prices:
      grok_video3: { per_second_usd: "0.0503" }
      grok_video3_pro: { per_call_usd: "0.601" }
      grok_video3_max: { per_second_usd: "0.0701" }
      grok_video3_stable: { per_call_usd: "0.403" }`

/** Every upstream is simulated under a name of its own, so that no row meant for a paid one ever ends here, nor the other way round. */
export const demoUpstreams: readonly DemoUpstream[] = [
  {
    name: 'simulator',
    profile: 'globalaiopc',
    mount: '/kyyReactApiServer',
    billedAs: 'default',
    settings: perSecondAndPerCall,
  },
  {
    name: 'simulator-xingchaoyiqing',
    profile: 'xingchaoyiqing',
    mount: '/xingchaoyiqing/kyyReactApiServer',
    billedAs: 'xingchaoyiqing',
    settings: perSecondAndPerCall,
  },
  {
    name: 'simulator-cometapi',
    profile: 'cometapi',
    mount: '/cometapi',
    billedAs: 'cometapi',
    // What the simulated gateway adds to the ticks that it passes on.
    settings: `
    bill_factor: "1.25"`,
  },
  { name: 'simulator-xai', profile: 'xai', mount: '/xai', billedAs: 'xai', settings: '' },
]

/** What people may call it: our name, or the vendor's. */
export function demoUpstreamOf(word: string): DemoUpstream | undefined {
  return demoUpstreams.find(({ name, profile }) => word === name || word === profile)
}
