import { Link } from '@tanstack/react-router'
import type { Upstream } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Part } from './Part.tsx'

/** What it said that its dialect does not know: a sign that its wire has changed. */
export function Surprises({ upstream: { surprises } }: { readonly upstream: Upstream }) {
  return (
    <Part title="Surprises">
      {surprises.length === 0 ? (
        <p className="text-quiet">None: every status and field it sent is known to its dialect.</p>
      ) : (
        <ul className="grid gap-1.5">
          {surprises.map(({ kind, name, count, first_seen: first, last_seen: last, job_id: job }) => (
            <li key={`${kind} ${name}`} className="wrap-anywhere">
              unknown {kind} <code>{visibleText(name)}</code>{' '}
              <span className="text-quiet">
                {counted(count, 'time')}, first <Moment at={first} />, last <Moment at={last} />,{' '}
                <Link to="/jobs/$id" params={{ id: job }} className="text-accent hover:underline">
                  first job
                </Link>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
