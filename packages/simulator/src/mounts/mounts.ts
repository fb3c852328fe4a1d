import { cometapi } from '../vendor/cometapi/cometapi.ts'
import { gateway } from '../vendor/gateway/gateway.ts'
import type { Flavor } from '../vendor/gateway/models.ts'
import type { Vendor } from '../vendor/vendor.ts'
import { xai } from '../vendor/xai/xai.ts'
import { type MountName, mountNames } from './mount-names.ts'
import { openRateLimit, type RateLimit } from './rate-limit.ts'
import { openTraffic, type Traffic } from './traffic.ts'

/** An upstream at its place on the one port. */
export type Mount = {
  readonly name: MountName
  /** What stands before the vendor's paths; a client's base URL is the origin and this. */
  readonly prefix: string
  readonly vendor: Vendor
  /** null: as many requests as one likes. */
  readonly rateLimit: RateLimit | null
  readonly traffic: Traffic
  /** While a storm lasts, every creation is answered with 429. Milliseconds since 1970. */
  stormUntilMs: number
}

export type Mounts = { readonly [name in MountName]: Mount }

export function openMounts(options: {
  readonly flavor: Flavor
  readonly xaiRequestsPerSecond: number | null
  readonly speed: number
}): Mounts {
  const vendors: { readonly [name in MountName]: Vendor } = {
    default: gateway(options.flavor),
    globalaiopc: gateway('globalaiopc'),
    xingchaoyiqing: gateway('xingchaoyiqing'),
    cometapi,
    xai,
  }
  const { xaiRequestsPerSecond: perSecond, speed } = options
  const open = (name: MountName): Mount => ({
    name,
    prefix: prefixes[name],
    vendor: vendors[name],
    rateLimit: name === 'xai' && perSecond !== null ? openRateLimit(perSecond, speed) : null,
    traffic: openTraffic(),
    stormUntilMs: 0,
  })
  return {
    default: open('default'),
    globalaiopc: open('globalaiopc'),
    xingchaoyiqing: open('xingchaoyiqing'),
    cometapi: open('cometapi'),
    xai: open('xai'),
  }
}

/** "baseUrl is the shared prefix for all public APIs". */
export const prefixes: { readonly [name in MountName]: string } = {
  default: '/kyyReactApiServer',
  globalaiopc: '/globalaiopc/kyyReactApiServer',
  xingchaoyiqing: '/xingchaoyiqing/kyyReactApiServer',
  cometapi: '/cometapi',
  xai: '/xai',
}

/** The mount that a path is below, and the rest of the path. */
export function findMount(
  mounts: Mounts,
  path: string,
): { readonly mount: Mount; readonly rest: string } | null {
  for (const name of mountNames) {
    const mount = mounts[name]
    if (path === mount.prefix || path.startsWith(`${mount.prefix}/`)) {
      return { mount, rest: path.slice(mount.prefix.length) || '/' }
    }
  }
  return null
}
