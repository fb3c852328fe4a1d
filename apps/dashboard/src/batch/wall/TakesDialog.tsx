import type { Job } from '../../api/types.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { ClipTile } from './ClipTile.tsx'

type Props = { readonly takes: readonly Job[]; readonly onClose: () => void }

/** The takes of one prompt beside each other. */
export function TakesDialog({ takes, onClose }: Props) {
  return (
    <Dialog
      isOpen
      isWide
      title="Compare takes"
      description={visibleText(takes[0]?.prompt ?? '')}
      onClose={onClose}
    >
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,17rem),1fr))] gap-4">
        {takes.map((job) => (
          <li key={job.id} className="min-w-0">
            <ClipTile job={job} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
