import type { RenderScenario } from './scenario.ts'

/** What can happen while the vendor works. */
export const renderScenarios = {
  slow_render: {
    what: 'takes longer than the vendor says',
    unit: 'times as long',
    value: 3,
    effect: 'times-slower',
  },
  late_finish: {
    what: 'completes past any deadline',
    unit: 'vendor seconds',
    value: 10_800,
    effect: 'finishes-after',
  },
  never_finishing: {
    what: 'stays in processing for ever',
    unit: 'none',
    value: 0,
    effect: 'never',
  },
  failed: {
    what: 'ends as failed with a technical error',
    unit: 'none',
    value: 0,
    effect: 'failed',
  },
  moderated: {
    what: 'ends as failed with a text about moderation',
    unit: 'none',
    value: 0,
    effect: 'moderated',
  },
} as const satisfies { readonly [name: string]: RenderScenario }
