import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { resolveJob } from '../../api/client.ts'
import { explanationQuery, submissionsQuery } from '../../api/job-details.ts'
import { jobQuery } from '../../api/jobs.ts'
import { createOnce } from '../../api/once.ts'
import type { Job } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, inputClass } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { QueryState } from '../../ui/QueryState.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import { ChoiceList } from './ChoiceList.tsx'
import { type ChoiceName, choicesOf } from './choices.ts'
import { EvidencePanel } from './EvidencePanel.tsx'
import { TaskField } from './TaskField.tsx'
import { taskIdProblem } from './task-id-problem.ts'

type Props = { readonly job: Job; readonly isOnlyWriteOff: boolean; readonly onClose: () => void }

/** A person ends a doubt: looks at the evidence, chooses one of three ways out, and says why. */
export function ResolveDialog({ job, isOnlyWriteOff, onClose }: Props) {
  const choices = choicesOf(job, isOnlyWriteOff)
  const [chosen, choose] = useState<ChoiceName | null>(isOnlyWriteOff ? 'write_off' : null)
  const [taskId, setTaskId] = useState('')
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const submissions = useQuery(submissionsQuery(job.id))
  const queries = useQueryClient()
  const formId = useId()
  const [once] = useState(createOnce)
  const resolving = useMutation({
    mutationFn: (action: ChoiceName) =>
      resolveJob({
        path: { id: job.id },
        headers: once.headers(`${action} ${taskId.trim()} ${reason.trim()}`),
        body:
          action === 'bind'
            ? { action, task_id: taskId.trim(), reason: reason.trim() }
            : { action, reason: reason.trim() },
      }),
    onSettled: (_resolved, error) => once.ended(error),
    onSuccess: async (answer) => {
      announce(answer.advice)
      const { advice: _advice, ...resolved } = answer
      queries.setQueryData(jobQuery(job.id).queryKey, resolved)
      await queries.invalidateQueries({ queryKey: ['job', job.id] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const isReady = reason.trim() !== '' && (chosen !== 'bind' || taskIdProblem(taskId) === null)
    if (chosen !== null && isReady && !resolving.isPending) resolving.mutate(chosen)
  }
  if (resolving.data !== undefined) return <Resolved answer={resolving.data} job={job} onClose={onClose} />
  const choice = choices.find(({ name }) => name === chosen)
  return (
    <Dialog
      title={isOnlyWriteOff ? 'Write off an overdue job' : 'Resolve what nobody knows'}
      description={`Look for it in the console of ${job.upstream} first: what it shows decides which of these is right.`}
      isOpen
      isWide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            look={chosen === 'bind' ? 'primary' : 'danger'}
            refusal={choice === undefined ? 'Choose one of the three first.' : null}
            isBusy={resolving.isPending}
          >
            {choice?.button ?? 'Resolve'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <QueryState query={submissions}>
          {({ data }) => {
            const last = data.at(-1)
            return last === undefined ? null : <EvidencePanel job={job} submission={last} />
          }}
        </QueryState>
        {isOnlyWriteOff ? (
          <p>{choices[0]?.does}</p>
        ) : (
          <ChoiceList
            choices={choices}
            chosen={chosen}
            onChoose={choose}
            bindField={
              <TaskField
                value={taskId}
                onChange={setTaskId}
                jobId={job.id}
                error={isTried ? taskIdProblem(taskId) : null}
              />
            }
          />
        )}
        <Field
          label="Reason"
          hint="What you saw, for whoever asks later. It is kept in the audit."
          error={isTried && reason.trim() === '' ? 'Say why, in a few words.' : null}
        >
          {(parts) => (
            <input
              {...parts}
              className={inputClass}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {resolving.error === null ? null : <Notice kind="error">{resolving.error.message}</Notice>}
      </form>
    </Dialog>
  )
}

type ResolvedProps = {
  readonly answer: Job & { readonly advice: string }
  /** As it stands by now. */
  readonly job: Job
  readonly onClose: () => void
}

/** What the answer said, for as long as it is so; then what the job is now. */
function Resolved({ answer, job, onClose }: ResolvedProps) {
  const explanation = useQuery(explanationQuery(job.id))
  const isAsAnswered = job.state === answer.state && job.task_unproven === answer.task_unproven
  const words = isAsAnswered ? answer.advice : explanation.data?.state
  return (
    <Dialog
      title="The doubt is ended"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="grid gap-3">
        <StateBadge job={job} />
        {words === undefined ? null : <p className="wrap-anywhere">{visibleText(words)}</p>}
      </div>
    </Dialog>
  )
}
