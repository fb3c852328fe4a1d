/** An upstream of a journey: whose rules and wire it has, and who answers for it. */
export type JourneyUpstream = {
  readonly name: string
  readonly profile: Vendor
  /** Absent: where the simulator pretends to be this vendor. */
  readonly baseUrl?: string
  /** Under which name of this machine it is asked; absent: as the simulator calls itself. */
  readonly host?: string
  readonly apiKey?: string
  /** Further lines of its section in the configuration. */
  readonly settings?: { readonly [key: string]: unknown }
}

export const vendors = ['globalaiopc', 'xingchaoyiqing', 'cometapi', 'xai'] as const
export type Vendor = (typeof vendors)[number]

/** Under the simulator's origin. */
export const mounts: Readonly<Record<Vendor, string>> = {
  globalaiopc: '/globalaiopc/kyyReactApiServer',
  xingchaoyiqing: '/xingchaoyiqing/kyyReactApiServer',
  cometapi: '/cometapi',
  xai: '/xai',
}

/** What a vendor costs in journeys: the simulator's own prices where no document gives one. */
const vendorSettings: Readonly<Record<Vendor, { readonly [key: string]: unknown }>> = {
  globalaiopc: { prices: gatewayPrices() },
  xingchaoyiqing: { prices: gatewayPrices() },
  cometapi: { bill_factor: '1.25' },
  xai: {},
}

/** Its section in the configuration file. */
export function sectionOf(upstream: JourneyUpstream, origin: string, speed: number): object {
  const { profile } = upstream
  return {
    profile,
    base_url: upstream.baseUrl ?? `${originOf(upstream, origin)}${mounts[profile]}`,
    api_key: upstream.apiKey ?? 'sk-journey',
    simulated: true,
    speed,
    max_in_flight: 1_000,
    allow_http_links: true,
    ...vendorSettings[profile],
    ...upstream.settings,
  }
}

function originOf({ host }: JourneyUpstream, simulator: string): string {
  const url = new URL(simulator)
  if (host !== undefined) url.hostname = host
  return url.origin
}

function gatewayPrices(): object {
  return {
    grok_video3: { per_second_usd: '0.0503' },
    grok_video3_pro: { per_call_usd: '0.601' },
    grok_video3_max: { per_second_usd: '0.0701' },
    grok_video3_stable: { per_call_usd: '0.403' },
  }
}
