import type { AuditEntry } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { actionWords, changeSentences, detailsOf, reasonText } from './change-words.ts'
import { TargetLink } from './TargetLink.tsx'

/** One thing that somebody did: when, who, what, to what, why, and what it was before. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const changes = changeSentences(entry.action, entry.before, entry.after)
  const details = detailsOf(entry.detail)
  const nameOf = (id: string) => entry.names[id] ?? null
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 sm:grid-cols-[7rem_minmax(0,11rem)_minmax(0,1fr)]">
      <div className="text-quiet">
        <Moment at={entry.at} />
      </div>
      <div className="min-w-0">
        <div className="font-medium wrap-anywhere" title={visibleText(entry.actor)}>
          {visibleText(entry.actor_name ?? entry.actor)}
        </div>
        {entry.ip === null ? null : <div className="wrap-anywhere text-quiet">from {entry.ip}</div>}
      </div>
      <div className="grid min-w-0 gap-1">
        <div className="flex min-w-0 flex-wrap gap-x-2">
          <span className="font-medium">{actionWords(entry.action)}</span>
          <span className="min-w-0 text-quiet">
            {entry.target === entry.actor ? null : (
              <TargetLink target={entry.target} name={nameOf(entry.target)} action={entry.action} />
            )}
          </span>
        </div>
        {entry.reason === null ? null : (
          <p className="wrap-anywhere">
            <span className="text-quiet">because </span>
            {reasonText(entry.reason)}
          </p>
        )}
        {changes.map((sentence) => (
          <p key={sentence} className="wrap-anywhere">
            {sentence}
          </p>
        ))}
        {details.length === 0 ? null : (
          <p className="flex flex-wrap gap-x-3 text-quiet">
            {details.map(({ text, id }) => (
              <span key={`${text} ${id}`} className="inline-flex min-w-0 gap-x-1 wrap-anywhere">
                {text}
                {id === null ? null : <TargetLink target={id} name={nameOf(id)} />}
              </span>
            ))}
          </p>
        )}
      </div>
    </li>
  )
}
