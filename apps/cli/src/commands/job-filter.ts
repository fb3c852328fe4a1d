import type { Command } from 'commander'

/** The flags by which jobs are chosen, as GET /v1/jobs takes them. */
export type JobFilterOptions = {
  readonly state?: string
  readonly reason?: string
  readonly batch?: string
  readonly key?: string
  readonly upstream?: string
  readonly model?: string
  readonly customId?: string
  readonly taskId?: string
  readonly q?: string
  readonly from?: string
  readonly to?: string
  readonly fingerprint?: string
  readonly operation?: string
  readonly costMin?: string
  readonly costMax?: string
  readonly overdue?: true
  readonly mismatch?: true
  readonly waitingFor?: string
}

export function withJobFilter(command: Command): Command {
  return command
    .option('--state <states>', 'comma list, such as failed,unconfirmed')
    .option('--reason <reasons>', 'comma list, such as upstream_failed,artifact_lost')
    .option('--batch <batch>', 'its id or its name')
    .option('--key <key>', 'the key that sent it, by id or name')
    .option('--upstream <names>', 'a name, or a comma list')
    .option('--model <models>', 'a name, or a comma list')
    .option('--custom-id <id>')
    .option('--task-id <id>', "the upstream's own id")
    .option('--q <text>', 'words of the prompt; or exactly an id, a custom id or the name of a batch')
    .option('--from <time>', 'made at or after, such as 2026-11-20')
    .option('--to <time>', 'made before')
    .option('--fingerprint <group>', 'a group of failures, as "reelkeep failures" shows it')
    .option('--operation <operation>', 'generate, edit or extend')
    .option('--cost-min <usd>', 'charged at least so many dollars')
    .option('--cost-max <usd>', 'charged at most so many dollars')
    .option('--overdue', 'past our deadline')
    .option('--mismatch', 'whose clip is other than asked for')
    .option('--waiting-for <what>', 'comma list, such as budget,gate')
}

/** In the words of the api; what was not said is left out. */
export function jobFilterOf(options: JobFilterOptions): { readonly [name: string]: string } {
  const filter = {
    state: options.state,
    reason: options.reason,
    batch: options.batch,
    key: options.key,
    upstream: options.upstream,
    model: options.model,
    custom_id: options.customId,
    task_id: options.taskId,
    q: options.q,
    from: options.from,
    to: options.to,
    fingerprint: options.fingerprint,
    operation: options.operation,
    cost_min: options.costMin,
    cost_max: options.costMax,
    overdue: options.overdue && 'true',
    mismatch: options.mismatch && 'true',
    waiting_for: options.waitingFor,
  }
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
