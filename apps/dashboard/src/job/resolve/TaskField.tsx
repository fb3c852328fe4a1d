import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { taskHolderQuery } from '../../api/job-details.ts'
import { Field, inputClass } from '../../ui/Field.tsx'
import { taskIdProblem } from './task-id-problem.ts'

type Props = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly jobId: string
  readonly error: string | null
}

/** The id of the task, checked as it is typed against the tasks that other jobs have. */
export function TaskField({ value, onChange, jobId, error }: Props) {
  const asked = useDeferredValue(taskIdProblem(value) === null ? value.trim() : '')
  const holder = useQuery(taskHolderQuery(asked)).data?.data.find(({ id }) => id !== jobId)
  const taken =
    holder === undefined || asked === ''
      ? null
      : `This is the task of another job, ${holder.id} (${holder.state}): a task belongs to one job only.`
  return (
    <Field
      label="Task id"
      hint="Exactly as the console shows it. Until the upstream speaks of it, it can be corrected."
      error={error ?? taken}
    >
      {(parts) => (
        <input
          {...parts}
          className={`${inputClass} font-mono`}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
