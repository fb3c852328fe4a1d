import { countText } from '../../format/count.ts'
import { Button } from '../Button.tsx'
import type { MoreRows } from './DataTable.tsx'

/** How much is shown, and more of it for those who do not scroll. */
export function TableFoot({ shown, hasMore, isLoading, onMore }: MoreRows & { readonly shown: number }) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-3 border-t border-line px-3 text-quiet">
      <span>
        {countText(shown)} shown{hasMore ? '' : ', that is all'}
      </span>
      {hasMore ? (
        <Button look="quiet" isBusy={isLoading} onClick={onMore}>
          {isLoading ? 'Loading…' : 'Show more'}
        </Button>
      ) : null}
    </div>
  )
}
