import type { Reply } from './reply.ts'

/** When a scenario strikes, and so what it can change. One scenario of each phase can strike a task. */
export const phases = ['create', 'render', 'poll', 'clip'] as const
export type Phase = (typeof phases)[number]

/** A scenario is data: what it does, and a number whose meaning is its unit; a rate or a marker may give another number. */
export type Scenario = CreateScenario | RenderScenario | PollScenario | ClipScenario

type Described = { readonly what: string; readonly unit: string; readonly value: number }

/** With the unit `times`, a marked prompt meets it that many times; a rate draws anew for each POST. */
export type CreateScenario = Described & {
  readonly creates: boolean
  readonly reply: Reply | { readonly kind: 'delayed' }
}

export type RenderScenario = Described & {
  readonly effect: 'times-slower' | 'finishes-after' | 'never' | 'failed' | 'moderated'
}

/** Lasts for a time since creation, for the first answers, or for the first answers once completed. */
export type PollScenario = Described & {
  readonly lasts: 'seconds' | 'polls' | 'completed-polls'
  readonly reply: Reply | { readonly kind: 'task'; readonly fields: { readonly [name: string]: unknown } }
}

/** With the unit `downloads`, it strikes the first so many downloads and then heals. */
export type ClipScenario = Described & {
  readonly effect:
    | 'cut'
    | 'declares-more'
    | 'truncated'
    | 'html'
    | 'empty'
    | 'without-length'
    | 'redirect'
    | 'delayed'
    | 'link-dead'
    | 'link-short-lived'
    | 'other-shape'
}
