import type { HttpClientSettings } from './http-client.ts'
import type { Environment } from './settings.ts'

/** `HTTPS_PROXY` and `NO_PROXY`; null when none is set. */
export function readProxySettings(env: Environment): HttpClientSettings['proxy'] {
  const url = (env.HTTPS_PROXY || env.https_proxy || '').trim()
  if (url === '') return null
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error('HTTPS_PROXY must be an address such as http://proxy.example:3128')
  }
  return { url, except: (env.NO_PROXY || env.no_proxy || '').trim() }
}
