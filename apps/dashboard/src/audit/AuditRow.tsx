import type { AuditEntry } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { actionWords, changedValues, detailWords, valueName } from './change-words.ts'
import { TargetLink } from './TargetLink.tsx'

/** One thing that somebody did: when, who, what, to what, why, and what it was before. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const changes = changedValues(entry.before, entry.after)
  const detail = detailWords(entry.detail)
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 sm:grid-cols-[7rem_minmax(0,11rem)_minmax(0,1fr)]">
      <div className="text-quiet">
        <Moment at={entry.at} />
      </div>
      <div className="min-w-0">
        <div className="truncate font-medium">{visibleText(entry.actor_name ?? entry.actor)}</div>
        {entry.ip === null ? null : <div className="truncate text-quiet">from {entry.ip}</div>}
      </div>
      <div className="grid min-w-0 gap-1">
        <div className="flex min-w-0 flex-wrap gap-x-2">
          <span className="font-medium">{actionWords(entry.action)}</span>
          <span className="min-w-0 text-quiet">
            <TargetLink target={entry.target} />
          </span>
        </div>
        {entry.reason === null ? null : (
          <p className="wrap-anywhere">
            <span className="text-quiet">because </span>“{visibleText(entry.reason)}”
          </p>
        )}
        {changes.map(({ name, before, after }) => (
          <p key={name} className="wrap-anywhere">
            <span className="text-quiet">{valueName(name)}: </span>
            <del className="text-quiet">{before}</del>
            <span aria-hidden> → </span>
            <ins className="no-underline">{after}</ins>
          </p>
        ))}
        {detail === '' ? null : <p className="wrap-anywhere text-quiet">{detail}</p>}
      </div>
    </li>
  )
}
