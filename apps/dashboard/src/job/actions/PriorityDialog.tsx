import { useState } from 'react'
import { changeJob } from '../../api/client.ts'
import type { Job } from '../../api/types.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { useJobAction } from './use-job-action.ts'

const options = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((priority) => ({
  value: String(priority),
  text: `${priority}${priority === 9 ? ', goes first' : priority === 5 ? ', as usual' : priority === 0 ? ', goes last' : ''}`,
}))

export function PriorityDialog({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const [priority, setPriority] = useState(String(job.priority))
  const doing = useJobAction({
    jobId: job.id,
    run: () => changeJob({ path: { id: job.id }, body: { priority: Number(priority) } }),
    said: `Its priority is ${priority}`,
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title="Move it in line"
      action="Set its priority"
      isBusy={doing.isPending}
      error={doing.error}
      isOpen
      onClose={onClose}
      onConfirm={() => doing.mutate(null)}
    >
      <Field
        label="Priority"
        hint="Among the jobs of its batch; batches take turns whatever their priorities are."
      >
        {(parts) => <Select {...parts} value={priority} options={options} onChoose={setPriority} />}
      </Field>
    </ConfirmDialog>
  )
}
