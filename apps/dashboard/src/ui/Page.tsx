import { type ReactNode, useEffect } from 'react'

type Props = {
  /** Names the document too. */
  readonly title: string
  /** Stands in front of the title: the way back up. */
  readonly above?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The frame of a page: its heading, what can be done with all of it, and the document's title. */
export function Page({ title, above, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Reelkeep`
  }, [title])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <header className="grid gap-1">
        {above === undefined ? null : <div className="text-quiet">{above}</div>}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 className="min-w-0 text-[1.35rem] leading-tight font-semibold tracking-tight wrap-anywhere">
            {title}
          </h1>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      </header>
      {children}
    </div>
  )
}
