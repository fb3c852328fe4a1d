import { assertNever } from '../assert-never.ts'
import { resubmitObjection } from '../job/decide-hold.ts'
import type { Job } from '../job/job.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import { correctionWords } from './correction-words.ts'
import type { ExplainFacts, StateWords } from './explanation.ts'
import { countWords, moneyWords, spanWords } from './words.ts'

/** Claimed: its POST is about to go, on its way, or its answer is awaited. */
export function explainSubmitting({ job, rules }: ExplainFacts): StateWords {
  const { submission } = job
  if (submission === null || submission.status === 'intent') {
    return {
      state:
        'A worker has claimed it, with its slot and its money, and is about to send it. Nothing has left yet.',
      next: {
        says: 'It is sent within seconds. Should that worker die first, it goes back in line at no cost.',
        at: job.dueAt,
        by: 'reelkeep',
        commands: [],
      },
      rule: {
        says: 'A submission is written down before it is sent; one that was never sent is taken back.',
        place: 'ARCHITECTURE.md, What if we die on the next line?',
      },
    }
  }
  const timeout = rules === null ? '' : `, ${spanWords(rules.submitTimeoutMs)}`
  return {
    state: `Its one POST is with ${job.upstream}, and the answer is awaited.`,
    next: {
      says: 'It renders when the upstream accepts it. Without an answer by then it is unconfirmed, since nobody can know whether it arrived.',
      at: submission.deadlineAt,
      by: 'upstream',
      commands: [],
    },
    rule: {
      says: `A POST that may have left is never sent again by a machine; its answer is awaited for submit_timeout${timeout}, and a little longer for saving it.`,
      place: `upstreams.${job.upstream}.submit_timeout`,
    },
  }
}

/** Sent, and nobody knows whether it arrived: three ways out for a person, and what the policy does without one. */
export function explainUnconfirmed(facts: ExplainFacts): StateWords {
  const { job, events } = facts
  const doubt = events.findLast(({ kind }) => kind === 'submission-unknown')
  const why = typeof doubt?.detail.why === 'string' ? ` ${doubt.detail.why}` : ''
  const policy = policyOf(facts, doubt?.at ?? null)
  return {
    state: `Its request may have reached ${job.upstream}, and nobody can know: no machine sends it again.${why}`,
    next: {
      says: `Look for it in the console of ${job.upstream} first, then bind its task, resubmit it where none is shown, or write it off. ${policy.says}`,
      at: policy.at,
      by: policy.at === null ? 'person' : 'reelkeep',
      commands: [
        `reelkeep resolve ${job.id} --bind TASK --reason "…"`,
        `reelkeep resolve ${job.id} --resubmit --reason "…"`,
        `reelkeep resolve ${job.id} --write-off --reason "…"`,
      ],
    },
    rule: { says: policy.rule, place: `upstreams.${job.upstream}.on_unconfirmed` },
    notes: policy.at === null ? [] : ['An answer that comes before then ends the doubt by itself.'],
  }
}

type Policy = { readonly says: string; readonly rule: string; readonly at: Date | null }

function policyOf({ job, rules, events }: ExplainFacts, doubtedAt: Date | null): Policy {
  const person = 'By default no machine decides what may be paid twice.'
  if (rules === null) return { says: `Until then it waits: ${onlyAnAnswer}`, rule: person, at: null }
  const at = doubtedAt === null ? null : new Date(doubtedAt.getTime() + rules.unconfirmedHoldMs)
  const hold = spanWords(rules.unconfirmedHoldMs)
  switch (rules.onUnconfirmed) {
    case 'hold':
      return {
        says: `Until then it waits: ${onlyAnAnswer}`,
        rule: `on_unconfirmed is hold: it waits for a person, for as long as that takes. ${person}`,
        at: null,
      }
    case 'fail':
      return {
        says: 'Otherwise it is written off then, and what it may have cost stays on the books.',
        rule: `on_unconfirmed is fail: after ${hold} without a word it is written off.`,
        at,
      }
    case 'resubmit': {
      const held = events.findLast(({ kind }) => kind === 'policy-held')?.detail.why
      const objection = resubmitObjection(job, rules) ?? (typeof held === 'string' ? held : null)
      return objection === null
        ? {
            says: 'Otherwise it is sent again then, which may be paid twice.',
            rule: `on_unconfirmed is resubmit: after ${hold} it is sent again, up to ${moneyWords(rules.resubmitMaxTicks)} each and ${moneyWords(rules.resubmitDailyTicks)} a day.`,
            at,
          }
        : {
            says: `No machine sends it again, since ${objection}: ${onlyAnAnswer}`,
            rule: `on_unconfirmed is resubmit, and this one is left to a person: ${objection}.`,
            at: null,
          }
    }
    default:
      return assertNever(rules.onUnconfirmed)
  }
}

const onlyAnAnswer = 'only an answer that still comes ends the doubt by itself.'

/** The upstream works on it: how often it was asked, when it is asked next, and what happens when it takes too long. */
export function explainRendering(facts: ExplainFacts): StateWords {
  const { job, rules, now } = facts
  const plan = rules?.planFor(job.model, job.params.durationS) ?? null
  const place =
    rules === null
      ? `the profile of ${job.upstream}`
      : `poll plan of profile ${rules.profile} for ${job.model}, or upstreams.${job.upstream}.poll`
  const every =
    plan === null
      ? ''
      : ` First asked ${spanWords(plan.firstMs)} after acceptance, then every ${spanWords(plan.minMs)} to ${spanWords(plan.maxMs)}.`
  const asked =
    job.polls === 0 ? 'it was not asked about yet' : `it was asked about ${countWords(job.polls, 'time')}`
  const said =
    job.upstreamStatus === null
      ? ''
      : `, last heard "${job.upstreamStatus}"${job.progress === null ? '' : ` at ${Math.round(job.progress)} %`}`
  const correction = correctionWords(job)
  if (job.overdue) {
    return {
      state: `${job.upstream} has had task ${taskOf(job)} for longer than it may take; ${asked}${said}. It is overdue: not a failure, and its slot was given back.`,
      next: {
        says: `It is asked about again${plan === null ? '' : `, every ${spanWords(plan.overdueMs)} or so`}; a late success is still archived. To give it up, write it off.`,
        at: job.dueAt,
        by: 'upstream',
        commands: correction?.commands ?? [`reelkeep resolve ${job.id} --write-off --reason "…"`],
      },
      rule: {
        says: `${deadlineWords(job, plan?.deadlineMs ?? null)} Past it a task is polled more slowly, for as long as it takes.`,
        place,
      },
      notes: notesOn(correction),
    }
  }
  const deadline = deadlineOf(job, rules)
  return {
    state: `${job.upstream} is rendering task ${taskOf(job)}; ${asked}${said}.${troubleOf(job, now)}`,
    next: {
      says: `It is asked about again${deadline === null ? '' : `; past its deadline, ${spanWords(deadline.getTime() - now.getTime())} from now, it is overdue and gives its slot back`}.`,
      at: job.dueAt,
      by: 'reelkeep',
      commands: correction?.commands ?? [],
    },
    rule: { says: `${deadlineWords(job, plan?.deadlineMs ?? null)}${every}`, place },
    notes: notesOn(correction),
  }
}

function notesOn(correction: { readonly says: string } | null): string[] {
  return correction === null ? [] : [correction.says]
}

function taskOf({ submission }: Job): string {
  return submission?.taskId ?? 'of a name that was not kept'
}

function troubleOf({ pollFailures, pollFailingSince }: Job, now: Date): string {
  if (pollFailures === 0) return ''
  const since =
    pollFailingSince === null ? '' : ` for ${spanWords(now.getTime() - pollFailingSince.getTime())}`
  return ` The last ${countWords(pollFailures, 'answer')} told nothing${since}; a refusal counts only when it persists.`
}

function deadlineOf(job: Job, rules: UpstreamRules | null): Date | null {
  if (rules === null || job.submittedAt === null) return null
  return new Date(job.submittedAt.getTime() + rules.planFor(job.model, job.params.durationS).deadlineMs)
}

function deadlineWords({ model, params }: Job, deadlineMs: number | null): string {
  if (deadlineMs === null) return 'Its upstream is no longer in the configuration, so no plan is known.'
  const what = params.durationS === null ? model : `${params.durationS} s of ${model}`
  return `${what} may take ${spanWords(deadlineMs)}.`
}
