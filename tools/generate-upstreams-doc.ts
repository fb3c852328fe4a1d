/**
 * Writes docs/upstreams.md from the profiles, so that what people read is what is held against their rows.
 * tools/test/upstreams-doc.unit.test.ts holds the page to it.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  allowedDurations,
  type ChoiceRule,
  type DurationRule,
  defaultDuration,
  describeMode,
  type Mode,
  type ModelCapability,
  type ModeRules,
  modes,
  modesOf,
  type PollProfile,
  type Price,
  type Profile,
  profiles,
  sourceWords,
  type Ticks,
  usdFromTicks,
} from '../packages/core/src/index.ts'

export const upstreamsDocFile = 'docs/upstreams.md'

export function generateUpstreamsDoc(): string {
  const all = Object.values(profiles)
  return `${[head, overview(all), ...all.map(upstreamPart)].join('\n\n')}\n`
}

const head = `# Upstreams

<!-- Written by tools/generate-upstreams-doc.ts from packages/core/src/profiles. Change those, then run it. -->

What each upstream can do, what it takes, what it costs, and when it is asked about. A row is held against these tables
before anything is sent, and a refusal names the rule, the allowed values and the profile. \`GET /v1/upstreams\` shows
the same as it is configured, and \`reelkeep.config.yaml\` overrides prices, limits and polls. Everything was read from
documents, nothing was tried against a live endpoint: each figure has its source, and where documents disagree the
choice is named.

A clip is made **from text** (no image), **from an image** (one), **from references** (two or more), or from another clip:
**edit** and **extend** are operations of their own and take \`video_url\`. A dollar is 10,000,000,000 ticks. A price that
nobody publishes is unknown, never zero: a batch with a budget then needs a price in the configuration or
\`max_price_usd\`. A price in the configuration replaces the whole price of its model (figures made
up):

\`\`\`yaml
upstreams:
  globalaiopc: { prices: { grok_video3: { per_second_usd: "0.05" }, grok_video3_pro: { per_call_usd: "0.40" } } }
  cometapi: { bill_factor: "1.25", max_overdue: 10 }
  xai:
    prices:
      grok-imagine-video: { per_second_usd: { 480p: "0.05", 720p: "0.07" }, per_image_usd: "0.002" }
\`\`\``

function overview(all: readonly Profile[]): string {
  const rows = all.flatMap(({ name, models }) =>
    models.map((model) => [
      code(name),
      code(model.model),
      ...modes.map((mode) => (model.modes[mode] === undefined ? '' : 'yes')),
    ]),
  )
  return table(['upstream', 'model', ...modes.map(describeMode)], rows)
}

function upstreamPart(profile: Profile): string {
  const { name, title, models, priceVersion } = profile
  const key = `${name.toUpperCase()}_API_KEY`
  return [
    `## ${title}`,
    `Profile \`${name}\` · dialect \`${profile.dialect}\` · ${profile.baseUrl} · key: \`${key}\``,
    '### What it takes',
    table(
      ['model', 'clip', 'seconds', 'ratios', 'resolutions', 'images', 'source clip'],
      models.flatMap(modeRows),
    ),
    'Bold is the default; what has none is left to the upstream and sent only when asked for.',
    '### What it costs',
    table(
      ['model', 'billed', 'price', 'per image'],
      models.map((model) => priceRow(model, profile)),
    ),
    `Price version \`${priceVersion}\`. ${ticksWords[profile.reportedTicksAre]}`,
    '### When it is asked about',
    table(
      ['model', 'first', 'then', 'overdue after', 'then'],
      models.map((model) => planRow(model, profile)),
    ),
    '### Limits',
    table(['limit', 'value'], limitRows(profile)),
    '### Where this comes from',
    list(models.map(sourceLine)),
    '### Choices where documents disagree or are silent',
    list(profile.choices),
    '### Advice',
    'Said in quotes for the rows that do not follow it; nothing is refused for it.',
    list(profile.advice.map(({ message, source }) => `${message} (${source})`)),
  ].join('\n\n')
}

const ticksWords: { readonly [Kind in Profile['reportedTicksAre']]: string } = {
  bill: 'Ticks in its replies are the bill: the charge is metered.',
  passed_through:
    'Ticks in its replies are another service’s cost, passed on: the charge is an estimate, those ticks times `bill_factor` (1 unless configured).',
  none: 'It reports no ticks: the charge is the quote, as an estimate.',
}

/** One row for modes that differ in their images only. */
function modeRows(capability: ModelCapability): string[][] {
  const groups = new Map<string, Mode[]>()
  for (const mode of modesOf(capability)) {
    const { images, ...rest } = rulesOf(capability, mode)
    const key = JSON.stringify(rest)
    groups.set(key, [...(groups.get(key) ?? []), mode])
  }
  return [...groups.values()].map((group, index) => {
    const rules = group.map((mode) => rulesOf(capability, mode))
    const [first] = rules
    if (first === undefined) throw new Error('a group of modes has at least one')
    return [
      index === 0 ? code(capability.model) : '',
      group.map(describeMode).join(', '),
      durationText(first.duration),
      choiceText(first.aspectRatios),
      choiceText(first.resolutions),
      imagesText(rules),
      first.video === null
        ? ''
        : `a link${first.video.endsWith === null ? '' : ` to ${code(first.video.endsWith)}`}, at most ${first.video.maxS} s`,
    ]
  })
}

function rulesOf(capability: ModelCapability, mode: Mode): ModeRules {
  const rules = capability.modes[mode]
  if (rules === undefined) throw new Error(`${capability.model} has no rules for ${mode}`)
  return rules
}

function durationText(rule: DurationRule): string {
  const usual = defaultDuration(rule)
  switch (rule.kind) {
    case 'range':
      return `${rule.min} to ${rule.max}, **${usual}**`
    case 'list':
      return rule.values.map((value) => (value === usual ? `**${value}**` : value)).join(', ')
    case 'fixed':
      return `always ${rule.value}, never sent`
    case 'as-source':
      return `${allowedDurations(rule).join(', ')}; never sent`
  }
}

function choiceText({ allowed, default: usual }: ChoiceRule): string {
  if (allowed.length === 0) return 'not taken'
  return allowed.map((value) => (value === usual ? `**${value}**` : value)).join(' ')
}

function imagesText(rules: readonly ModeRules[]): string {
  const max = Math.max(...rules.map(({ images }) => images.max))
  if (max === 0) return 'none'
  const base64 = rules.some(({ images }) => images.max > 0 && images.base64)
  return `${max === 1 ? '1' : `up to ${max}`}, ${base64 ? 'public link or base64' : 'public links only'}`
}

function priceRow({ model, billing }: ModelCapability, { prices }: Profile): string[] {
  const price = prices[model] ?? null
  return [
    code(model),
    `by ${billing}`,
    price === null ? 'unknown' : priceText(price),
    price?.perImageTicks === undefined ? '' : usd(price.perImageTicks),
  ]
}

function priceText({ unit, ticks }: Price): string {
  if (typeof ticks === 'bigint') return `${usd(ticks)} a ${unit}`
  return Object.entries(ticks)
    .map(([resolution, figure]) => `${resolution}: ${usd(figure)}`)
    .join(', ')
}

function usd(ticks: Ticks): string {
  return `$${usdFromTicks(ticks)}`
}

function planRow({ model }: ModelCapability, { pollPlans }: Profile): string[] {
  const plan = pollPlans[model]
  if (plan === undefined) throw new Error(`${model} has no poll plan`)
  return [
    code(model),
    firstText(plan),
    plan.growth === undefined
      ? `every ${plan.minS} to ${plan.maxS} s`
      : `waits growing from ${plan.minS} to ${plan.maxS} s`,
    `${plan.deadlineS / 60} min`,
    `every ${plan.overdueS} s`,
  ]
}

function firstText({ first }: PollProfile): string {
  const [only, ...others] = first
  if (others.length === 0) return `after ${only?.firstS} s`
  return first.map(({ durationS, firstS }) => `a clip of ${durationS} s after ${firstS} s`).join(', ')
}

function limitRows(profile: Profile): string[][] {
  const { maxRequestBytes, linkLifetimeS, requestsPerMinute, pollsPerMinute } = profile
  return [
    ['tasks in flight', String(profile.maxInFlight)],
    ['creates a minute', String(requestsPerMinute)],
    [
      'polls a minute',
      profile.pollsShareRate
        ? `out of the same ${requestsPerMinute}; polls go first`
        : String(pollsPerMinute),
    ],
    ['overdue tasks before the gate closes', String(profile.maxOverdue)],
    ['bytes of a create, data links included', `${maxRequestBytes / 1024 / 1024} MiB`],
    ['planned life of a link', `${linkLifetimeS / 60} min`],
    ['wait for the answer to a create', `${profile.submitTimeoutS} s`],
    ['retries after failures known to be free', String(profile.retries)],
    ['a failed render is known to be free', profile.failedIsFree ? 'yes' : 'no'],
  ]
}

function sourceLine({ model, aliases = [], ...from }: ModelCapability): string {
  const names = aliases.length === 0 ? '' : ` (also ${aliases.map(code).join(', ')})`
  return `${code(model)}${names}: ${sourceWords(from)}.`
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function list(lines: readonly string[]): string {
  return lines.map((text) => `- ${text}`).join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}

if (import.meta.main)
  await writeFile(join(import.meta.dirname, '..', upstreamsDocFile), generateUpstreamsDoc())
