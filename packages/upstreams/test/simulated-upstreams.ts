import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScenarioName, type Simulator, startSimulator } from '@reelkeep/simulator'
import type { Fault } from '../src/conformance-faults.ts'
import { nothing, type Offer, type OtherSide } from './conformance-worlds.ts'

/** How the simulator is told to misbehave. */
export const scenarios: { readonly [fault in Exclude<Fault, 'none'>]: ScenarioName } = {
  'refused for now': 'rate_limited',
  'out of credit': 'no_credit',
  'out of credit, as 429': 'no_credit_429',
  'out of the key’s own quota': 'no_quota',
  'spending limit': 'spending_limit',
  'key refused': 'unauthorized',
  'key refused, as 400': 'incorrect_key',
  'a place for the clip demanded': 'zdr_team',
  'redirect, as for a wrong path': 'wrong_path_redirect',
  'model unknown': 'model_retired',
  'body too long': 'body_too_large',
  'body too long, as 400': 'body_too_large_400',
  'bad request, as 500': 'server_error_invalid',
  'page with 200': 'wrong_path_html',
  'error, nothing made': 'server_error',
  'error, task made': 'server_error_created',
  'page, nothing made': 'bad_gateway',
  'page, task made': 'bad_gateway_created',
  'text of a proxy, nothing made': 'cloudflare_520',
  'text of a proxy, task made': 'cloudflare_524',
  'socket dies, nothing made': 'refused_connection',
  'socket dies, task made': 'lost_reply',
  'reply cut, task made': 'lost_reply_after_headers',
  'broken reply, task made': 'garbage_create',
  'no id, task made': 'missing_id',
  'not known': 'poll_not_found',
  'not known, as 400': 'task_not_exist',
  'empty 202': 'empty_202',
  'id alone': 'only_request_id',
  'bad request for now': 'early_400',
  'asked too often': 'poll_rate_limited',
  'server error': 'poll_error',
  'text of a proxy on a poll': 'poll_cloudflare',
  'socket dies': 'poll_lost',
  'key refused on a poll': 'poll_unauthorized',
  'key refused on a poll, as 400': 'poll_incorrect_key',
  'broken answer': 'poll_garbage',
  'page on a poll': 'poll_html',
  'word of its own': 'unknown_status',
  'answer about another task': 'other_task',
  'no status': 'no_status',
  'words of its kin': 'status_synonyms',
  'words in capitals': 'status_upper_case',
  'field of its own': 'unknown_field',
  'link in another place': 'result_url',
  'failed outside, done inside': 'outer_failure_inner_done',
  'done without a link': 'missing_link',
  'done with an empty link': 'empty_link',
  'done with words for a link': 'unusable_link',
  'render failed': 'failed',
  'failed outside, running inside': 'outer_failure_inner_running',
  expired: 'status_expired',
  'content refused': 'moderated',
  'content refused, as 400': 'moderated_400',
  'content refused, as a flag': 'moderated_flag',
  'content refused, in words': 'moderated_message',
  'content refused, by the wrapper': 'moderated_wrapper',
}

const image = 'https://images.example.com/1.png'
const other = 'https://images.example.com/2.png'
const clip = 'https://clips.example.com/source.mp4'
const asked = { durationS: 10, aspectRatio: '9:16', resolution: '480p' }
const written = { duration: 10, aspect_ratio: '9:16', resolution: '480p' }

const gateway: Offer['modes'] = {
  text: { params: asked, path: '/v1/grok/videos', body: written },
  image: {
    params: { ...asked, imageUrls: [image] },
    path: '/v1/grok/videos',
    body: { ...written, image_urls: [image] },
  },
  references: {
    params: { ...asked, imageUrls: [image, other] },
    path: '/v1/grok/videos',
    body: { ...written, image_urls: [image, other] },
  },
}

/** The upstreams that the simulator plays, each at a mount of its own. */
export const offers: readonly (Offer & { readonly profile: keyof Simulator['baseUrls'] })[] = [
  { profile: 'globalaiopc', model: 'grok_video3', modes: gateway },
  { profile: 'xingchaoyiqing', model: 'grok_video3', modes: gateway },
  {
    profile: 'cometapi',
    model: 'grok-imagine-video',
    modes: {
      text: { params: asked, path: '/grok/v1/videos/generations', body: written },
      image: {
        params: { ...asked, imageUrls: [image] },
        path: '/grok/v1/videos/generations',
        body: { ...written, image: { url: image } },
      },
      edit: {
        params: { ...nothing, videoUrl: clip },
        path: '/grok/v1/videos/edits',
        body: { video: { url: clip } },
      },
    },
  },
  {
    profile: 'xai',
    model: 'grok-imagine-video',
    modes: {
      text: { params: asked, path: '/v1/videos/generations', body: written },
      image: {
        params: { ...asked, aspectRatio: null, imageUrls: [image] },
        path: '/v1/videos/generations',
        body: { duration: 10, resolution: '480p', image: { url: image } },
      },
      references: {
        params: { ...asked, imageUrls: [image, other] },
        path: '/v1/videos/generations',
        body: { ...written, reference_images: [{ url: image }, { url: other }] },
      },
      edit: {
        params: { ...nothing, videoUrl: clip },
        path: '/v1/videos/edits',
        body: { video: { url: clip } },
      },
      extend: {
        params: { ...nothing, durationS: 6, videoUrl: clip },
        path: '/v1/videos/extensions',
        body: { duration: 6, video: { url: clip } },
      },
    },
  },
]

export async function startSimulated(profile: keyof Simulator['baseUrls']): Promise<OtherSide> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelkeep-conformance-'))
  let nowMs = Date.parse('2026-11-20T10:00:00Z')
  const simulator = await startSimulator({
    dataDir,
    apiKeys: ['canary-key'],
    now: () => nowMs,
    xaiRequestsPerSecond: null,
  })
  return {
    origin: simulator.url,
    mount: new URL(simulator.baseUrls[profile]).pathname.replace(/\/$/, ''),
    creations: async () => {
      const bill = await (await fetch(`${simulator.url}/console/bill`)).json()
      return Number((bill as { creations: number }).creations)
    },
    finishRenders: () => {
      nowMs += 60 * 60 * 1000
    },
    marker: (fault) => `[sim:${scenarios[fault]}]`,
    stop: async () => {
      await simulator.stop()
      await rm(dataDir, { recursive: true })
    },
  }
}
