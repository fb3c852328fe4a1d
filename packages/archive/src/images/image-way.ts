import { isIP } from 'node:net'
import { foldHost } from '../links/host-pattern.ts'
import { isPublicAddress } from '../links/public-address.ts'
import type { StoreSettings } from '../store/store-settings.ts'

/** How an uploaded image reaches its upstream. */
export type ImageWay =
  | { readonly way: 'link'; readonly expiresInS: number }
  /** Inside the request, as base64. */
  | { readonly way: 'data' }
  | { readonly way: 'none'; readonly code: string; readonly why: string }

export type ImageJourney = {
  readonly store: Pick<StoreSettings, 'endpoint' | 'publicEndpoint'>
  readonly upstream: {
    readonly name: string
    readonly simulated: boolean
    readonly baseUrl: string
    /** The model takes images inside the request. */
    readonly base64: boolean
    /** After this a task is given up, in milliseconds. */
    readonly deadlineMs: number
  }
}

/** Judgement: a submit may hang for minutes, and clocks differ. */
const marginS = 3600
/** Signature version 4 allows no longer links. */
export const linkLifetimeMaxS = 604_800

/**
 * A link that outlives the task where the store can be reached from outside; else the image itself where the model takes
 * it; else nothing. A simulated upstream beside us fetches nothing, so any link will do for it.
 */
export function chooseImageWay({ store, upstream }: ImageJourney): ImageWay {
  const isBesideUs = upstream.simulated && isPrivateHost(new URL(upstream.baseUrl).hostname)
  const obstacle = isBesideUs ? null : obstacleOf(store)
  const expiresInS = Math.ceil(upstream.deadlineMs / 1000) + marginS
  if (obstacle === null && expiresInS <= linkLifetimeMaxS) return { way: 'link', expiresInS }
  if (upstream.base64) return { way: 'data' }
  if (obstacle !== null) {
    return {
      way: 'none',
      code: 'image_store_not_public',
      why: `${upstream.name} cannot fetch uploaded images: ${obstacle}. Set S3_PUBLIC_ENDPOINT to the https address that the store has on the internet, or give public links`,
    }
  }
  return {
    way: 'none',
    code: 'image_link_too_short',
    why: `a signed link lives seven days at most, and tasks of ${upstream.name} may take ${expiresInS - marginS} s: set a poll.deadline below ${linkLifetimeMaxS - marginS} s, or give public links`,
  }
}

/** Why nobody outside can open a link of the store; null: they can, as far as its address tells. */
function obstacleOf({ endpoint, publicEndpoint }: ImageJourney['store']): string | null {
  const address = publicEndpoint ?? endpoint
  // AWS itself.
  if (address === null) return null
  const { hostname, protocol } = new URL(address)
  const name = publicEndpoint === null ? 'S3_ENDPOINT' : 'S3_PUBLIC_ENDPOINT'
  if (isPrivateHost(hostname)) return `${name} is ${hostname}, which only this network knows`
  return protocol === 'https:' ? null : `${name} is plain http, and upstreams take https links`
}

/** A host that cannot be one of the internet, by its name alone: nobody is asked. */
function isPrivateHost(hostname: string): boolean {
  const host = foldHost(hostname)
  if (isIP(host) !== 0) return !isPublicAddress(host)
  return !host.includes('.') || /\.(?:localhost|local|internal|lan|home|test|invalid|svc)$/.test(host)
}
