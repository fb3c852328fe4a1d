import {
  findModel,
  type PollOverride,
  type PollPlan,
  type Profile,
  pollPlanFor,
  profiles,
  type UpstreamRules,
} from '@reelkeep/core'
import { type Credential, credentialOf } from './credential.ts'
import { environmentName } from './environment-name.ts'
import { readPrices } from './settings-prices.ts'
import { readSection, type UpstreamSection } from './settings-section.ts'

/** One upstream, ready for use. Everything that a plan measures is already divided by the speed. */
export type UpstreamSettings = {
  readonly rules: UpstreamRules
  readonly profile: Profile
  /** Without a slash at the end. */
  readonly baseUrl: string
  /** The current key first, if there is one, then those that old tasks were made with. */
  readonly credentials: readonly Credential[]
  /** False without a key: its gate stays closed, and the start says so. */
  readonly configured: boolean
  /** Links of images are looked at before a row is admitted. Not at simulated upstreams unless asked: they open none. */
  readonly checkImages: boolean
}

export type Environment = { readonly [name: string]: string | undefined }

/**
 * Reads the `upstreams` section and the environment. There is one entry for each upstream of the section, for the
 * default one, and for each known one whose key the environment gives. Throws the one line that names a wrong value.
 */
export function readUpstreamSettings({
  section,
  defaultUpstream,
  env,
}: {
  readonly section: unknown
  readonly defaultUpstream: string
  readonly env: Environment
}): UpstreamSettings[] {
  const sections = sectionsOf(section)
  const withKey = Object.keys(profiles).filter((name) => env[`${environmentName(name)}_API_KEY`])
  if (!Object.hasOwn(sections, defaultUpstream) && !Object.hasOwn(profiles, defaultUpstream)) {
    throw new Error(
      `default_upstream must be one of ${known({ ...profiles, ...sections })}, or get a section under upstreams (found "${defaultUpstream}")`,
    )
  }
  const names = new Set([...Object.keys(sections), defaultUpstream, ...withKey])
  return [...names].map((name) => readOne(name, readSection(name, sections[name]), env))
}

function sectionsOf(section: unknown): { readonly [name: string]: unknown } {
  if (section === undefined || section === null) return {}
  if (typeof section !== 'object' || Array.isArray(section)) {
    throw new Error('upstreams must be a mapping from a name to its settings')
  }
  const entries = Object.entries(section)
  const wrong = entries.find(([name]) => !/^[a-z][a-z0-9_-]{0,39}$/.test(name))
  if (wrong) {
    throw new Error(`upstreams.${wrong[0]} must be named with small letters, digits, - and _ only`)
  }
  return Object.fromEntries(entries)
}

function readOne(name: string, section: UpstreamSection, env: Environment): UpstreamSettings {
  const profile = profileOf(name, section)
  const { configured, credentials } = credentialsOf(name, section, env)
  return Object.freeze({
    rules: Object.freeze(rulesOf(name, section, profile)),
    profile,
    baseUrl: baseUrlOf(name, section, profile, env),
    credentials,
    configured,
    checkImages: section.check_images ?? !(section.simulated ?? false),
  })
}

function profileOf(name: string, section: UpstreamSection): Profile {
  const wanted = section.profile ?? name
  const profile = Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined
  if (profile) return profile
  throw new Error(`upstreams.${name}.profile must be one of ${known(profiles)} (found "${wanted}")`)
}

function rulesOf(name: string, section: UpstreamSection, profile: Profile): UpstreamRules {
  const simulated = section.simulated ?? false
  if (section.speed !== undefined && !simulated) {
    throw new Error(`upstreams.${name}.speed is for simulated upstreams; take it out, or add simulated: true`)
  }
  if (section.on_unconfirmed === 'resubmit' && section.resubmit_max_usd === undefined) {
    throw new Error(
      `upstreams.${name}.on_unconfirmed: resubmit needs resubmit_max_usd, the most one resubmission may cost`,
    )
  }
  if (section.bill_factor !== undefined && profile.reportedTicksAre !== 'passed_through') {
    throw new Error(
      `upstreams.${name}.bill_factor is for upstreams that report another service’s cost, as cometapi does; take it out`,
    )
  }
  const speed = section.speed ?? 1
  const resubmitMaxTicks = section.resubmit_max_usd ?? null
  const { prices, priceVersion } = readPrices(name, section.prices, profile)
  return {
    name,
    profile: profile.name,
    simulated,
    speed,
    maxInFlight: section.max_in_flight ?? profile.maxInFlight,
    requestsPerMinute: (section.requests_per_minute ?? profile.requestsPerMinute) * speed,
    pollsPerMinute: (section.polls_per_minute ?? profile.pollsPerMinute) * speed,
    pollsShareRate: profile.pollsShareRate,
    maxOverdue: section.max_overdue ?? profile.maxOverdue,
    submitTimeoutMs: section.submit_timeout ?? profile.submitTimeoutS * 1000,
    onUnconfirmed: section.on_unconfirmed ?? 'hold',
    unconfirmedHoldMs: (section.unconfirmed_hold ?? unconfirmedHoldMs) / speed,
    resubmitMaxTicks,
    resubmitDailyTicks: section.resubmit_daily_usd ?? (resubmitMaxTicks && resubmitMaxTicks * resubmitsDaily),
    retries: section.retries ?? profile.retries,
    failedIsFree: section.failed_is_free ?? profile.failedIsFree,
    linkHosts: section.link_hosts ?? [],
    allowHttpLinks: section.allow_http_links ?? false,
    linkLifetimeMs: (profile.linkLifetimeS * 1000) / speed,
    planFor: plansOf(profile, overrideOf(section), speed),
    priceFor: (model) => prices[model] ?? null,
    modelNamed: (model) => findModel(profile.models, model)?.model ?? model,
    priceVersion,
    reportedTicksAre: profile.reportedTicksAre,
    billFactorPpm: section.bill_factor ?? 1_000_000n,
  }
}

/** Judgement: a late answer comes within minutes, and a person looks within the hour. */
const unconfirmedHoldMs = 3_600_000
/** Without a daily limit of its own: so many of the dearest. */
const resubmitsDaily = 10n

function overrideOf({ poll = {} }: UpstreamSection): PollOverride {
  return {
    ...(poll.first !== undefined && { firstS: poll.first / 1000 }),
    ...(poll.min !== undefined && { minS: poll.min / 1000 }),
    ...(poll.max !== undefined && { maxS: poll.max / 1000 }),
    ...(poll.deadline !== undefined && { deadlineS: poll.deadline / 1000 }),
  }
}

/** Asked for on every decision, and the same for the same model and duration: worked out once. */
function plansOf(profile: Profile, override: PollOverride, speed: number): UpstreamRules['planFor'] {
  const plans = new Map<string, PollPlan>()
  return (model, durationS) => {
    const key = `${durationS ?? ''} ${model}`
    const plan = plans.get(key) ?? Object.freeze(pollPlanFor(profile, model, durationS, override, speed))
    // A model is ours to choose from a short list; the bound is for a list gone wrong.
    if (plans.size < 1000) plans.set(key, plan)
    return plan
  }
}

function credentialsOf(
  name: string,
  section: UpstreamSection,
  env: Environment,
): { configured: boolean; credentials: readonly Credential[] } {
  const prefix = environmentName(name)
  const fromEnv = env[`${prefix}_API_KEY`]?.trim()
  const current = fromEnv || expand(section.api_key ?? '', env).trim()
  const previous = (env[`${prefix}_API_KEY_PREVIOUS`] ?? '').split(',').map((key) => key.trim())
  const keys = [...new Set([current, ...previous].filter((key) => key !== ''))]
  if (keys.some((key) => !/^[\x21-\x7e]{1,4096}$/.test(key))) {
    throw new Error(`${prefix}_API_KEY must be printable ASCII without spaces; copy the key again`)
  }
  return { configured: current !== '', credentials: keys.map(credentialOf) }
}

/** `${NAME}` from the environment; a name that is not set gives nothing, which reads as "no key". */
function expand(text: string, env: Environment): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, variable: string) => env[variable] ?? '')
}

function baseUrlOf(name: string, section: UpstreamSection, profile: Profile, env: Environment): string {
  const variable = `${environmentName(name)}_BASE_URL`
  const fromEnv = env[variable]?.trim()
  const text = fromEnv || section.base_url?.trim() || profile.baseUrl
  const setting = fromEnv ? variable : `upstreams.${name}.base_url`
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${setting} must be an http or https address (found "${text}")`)
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error(`${setting} must be a plain address, without user, query or fragment`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function known(names: object): string {
  return Object.keys(names).sort().join(', ')
}
