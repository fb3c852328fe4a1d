import type { Model, Upstream } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { plainText } from './plain-text.ts'
import {
  createRateWords,
  durationWords,
  gateWords,
  inFlightWords,
  pollRateWords,
  priceWords,
} from './upstream-words.ts'

type Mode = Model['modes'][number]
type Line = readonly [name: string, text: string]

/** All that is known about one upstream: its gate and limits, each model, and what surprised us. */
export function upstreamDetails(upstream: Upstream): string {
  return [
    block('', general(upstream)),
    ...upstream.models.map((model) => block(`\n${model.model}\n`, modelLines(upstream, model), '  ')),
    block('\nsurprises\n', surpriseLines(upstream), '  '),
  ].join('\n')
}

function general(upstream: Upstream): Line[] {
  const { gate, choices } = upstream
  const marks = [
    upstream.is_default ? 'the default' : null,
    upstream.simulated ? 'simulated: no real money' : null,
    upstream.configured ? null : 'no key',
  ].filter((mark) => mark !== null)
  return [
    ['upstream', [upstream.name, ...marks].join(', ')],
    ['profile', `${upstream.profile} (${upstream.title})`],
    ['gate', gateWords(upstream)],
    ['in flight', inFlightWords(upstream)],
    ['creates', `${createRateWords(upstream)} a minute`],
    [
      'polls',
      `${pollRateWords(upstream)} a minute${upstream.polls_share_rate ? ', counted together with creates' : ''}`,
    ],
    ['prices', upstream.price_version],
    ['charges', chargeWords(upstream)],
    ['links', `live ${durationWords(upstream.link_lifetime_s)} unless the reply says otherwise`],
    [
      'link hosts',
      upstream.allowed_hosts.length === 0
        ? 'none allowed besides what the configuration allows'
        : `${upstream.allowed_hosts.join(', ')} allowed by a person`,
    ],
    ['overdue', `${gate.overdue}; past ${upstream.max_overdue} overdue tasks no more are created`],
    ['lost', `${gate.strain} lost submissions count now; more than three close the gate for a while`],
    ...choices.map((choice, index): Line => [index === 0 ? 'we follow' : '', choice]),
  ]
}

function chargeWords({ reported_ticks_are: ticks, bill_factor: factor }: Upstream): string {
  switch (ticks) {
    case 'bill':
      return 'what its replies report is the bill'
    case 'passed_through':
      return `its replies pass on another service's ticks: charged ${factor} times those, as an estimate`
    case 'none':
      return 'its replies report no cost: estimated from the price'
  }
}

function modelLines(upstream: Upstream, model: Model): Line[] {
  return [
    ...(model.aliases.length === 0 ? [] : [['also', model.aliases.join(', ')] as const]),
    ['price', priceWords(upstream.name, model)],
    ...model.modes.map((mode): Line => [mode.words, modeWords(mode)]),
    ...(model.prompt_max_chars === null
      ? []
      : [['prompt', `a prompt over ${model.prompt_max_chars} characters is warned about`] as const]),
    ['asked', pollWords(model)],
    ['source', model.source],
  ]
}

function modeWords(mode: Mode): string {
  const { duration, aspect_ratios: ratios, resolutions, images, video } = mode
  const length = duration.allowed.join(', ')
  const isGiven = duration.kind === 'range' || duration.kind === 'list'
  return [
    isGiven
      ? `${length} s (${duration.default})`
      : duration.kind === 'fixed'
        ? `always ${length} s`
        : `${length} s`,
    choiceWords('ratio', ratios),
    choiceWords('resolution', resolutions),
    imageWords(images),
    video === null
      ? null
      : `a clip of up to ${video.max_s} s${video.ends_with === null ? '' : `, its link ending in ${video.ends_with}`}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** "16:9, 9:16 (16:9)": what stands in brackets is sent when nothing is asked. */
function choiceWords(name: string, choice: Mode['aspect_ratios']): string | null {
  if (choice.allowed.length === 0) return `takes no ${name}`
  const otherwise = choice.default ?? 'else the upstream chooses'
  return `${choice.allowed.join(', ')} (${otherwise})`
}

function imageWords({ min, max, base64 }: Mode['images']): string | null {
  if (max === 0) return null
  const count = min === max ? `${max}` : `${min} to ${max}`
  return `${count} image${max === 1 ? '' : 's'}, ${base64 ? 'public links or base64' : 'public links only'}`
}

function pollWords({ poll }: Model): string {
  const first = poll.first.map(({ duration_s, first_s }) =>
    poll.first.length === 1
      ? durationWords(first_s)
      : `${durationWords(first_s)} for ${durationWords(duration_s)} clips`,
  )
  const pace = poll.growth === null ? 'then every' : 'then growing from'
  return (
    `first after ${first.join(', ') || durationWords(poll.min_s)}, ${pace} ` +
    `${durationWords(poll.min_s)} to ${durationWords(poll.max_s)}; ` +
    `overdue after ${durationWords(poll.deadline_s)}, then every ${durationWords(poll.overdue_s)}`
  )
}

function surpriseLines({ surprises }: Upstream): Line[] {
  if (surprises.length === 0) return [['none', 'every status and field it ever sent is known to its dialect']]
  return surprises.map(({ kind, name, count, first_seen, last_seen, job_id }) => [
    `${kind} ${name}`,
    `${counted(count, 'time')}, from ${first_seen} to ${last_seen}, first in ${job_id}`,
  ])
}

/** Names in a column of their own, texts beside them. */
function block(title: string, lines: readonly Line[], indent = ''): string {
  const width = Math.max(...lines.map(([name]) => name.length))
  return (
    title +
    lines.map(([name, text]) => `${indent}${plainText(name).padEnd(width)}  ${plainText(text)}`).join('\n')
  )
}
