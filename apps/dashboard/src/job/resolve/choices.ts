import type { Job } from '../../api/types.ts'
import { moneyWords } from '../../format/money.ts'

export type ChoiceName = 'bind' | 'resubmit' | 'write_off'

export type Choice = {
  readonly name: ChoiceName
  readonly title: string
  readonly does: string
  readonly button: string
}

/** The three ways out of a doubt, each with what it may cost. */
export function choicesOf(job: Job, isOnlyWriteOff: boolean): readonly Choice[] {
  const price =
    job.cost.quoted_ticks === null ? 'an unknown price' : moneyWords(job.cost.quoted_ticks, job.simulated)
  const possible = possibleOf(job)
  const bind: Choice = {
    name: 'bind',
    title: job.task_unproven ? 'Bind another task' : 'Bind its task',
    does: 'The console shows it: name its task. It is asked about and archived, and nothing is paid anew.',
    button: 'Bind the task',
  }
  const resubmit: Choice = {
    name: 'resubmit',
    title: 'Resubmit',
    does: `The console shows no such task: send it again for ${price}. If the first one exists after all, it is paid twice; what the first may have cost is taken off the books.`,
    button: `Resubmit for ${price}`,
  }
  const writeOff: Choice = {
    name: 'write_off',
    title: 'Write off',
    does: `Nobody wants it any more, or nobody can find out. The job fails as written off; ${possible}. It can be retried later.`,
    button: 'Write it off',
  }
  return isOnlyWriteOff ? [writeOff] : [bind, resubmit, writeOff]
}

function possibleOf({ cost, simulated }: Job): string {
  const ticks = cost.contingent_ticks ?? cost.quoted_ticks
  return ticks === null
    ? 'what it may have cost is unknown, and stays so until a bill says otherwise'
    : `${moneyWords(ticks, simulated)} stays on the books as possibly charged until a bill says otherwise`
}
