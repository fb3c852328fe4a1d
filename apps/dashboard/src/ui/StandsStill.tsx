import type { Live } from '../api/live.ts'
import { countText } from '../format/count.ts'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

type List = {
  readonly data: { readonly pages: readonly { readonly data: readonly unknown[] }[] } | undefined
  readonly isRefetching: boolean
  readonly refetch: () => unknown
}

type Props = {
  readonly list: List
  /** Of its query. */
  readonly meta: { readonly live?: Live } | undefined
}

/** Says of a list that was scrolled far that it is kept fresh no longer, wherever one is in it. */
export function StandsStill({ list, meta }: Props) {
  const pages = list.data?.pages ?? []
  const pagesMax = meta?.live?.pagesMax
  if (pagesMax === undefined || pages.length <= pagesMax) return null
  const shown = pages.reduce((sum, { data }) => sum + data.length, 0)
  return (
    <div className="sticky bottom-2 z-10 mt-2">
      <Notice
        kind="info"
        actions={
          <Button className="h-8" isBusy={list.isRefetching} onClick={() => void list.refetch()}>
            Read it again
          </Button>
        }
      >
        With {countText(shown)} lines open this list no longer follows by itself.
      </Notice>
    </div>
  )
}
