import type { Exchange } from '../../api/job-details.ts'
import { durationText } from '../../format/duration.ts'
import { visibleText } from '../../format/visible-text.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Fold } from '../../ui/Fold.tsx'
import { Moment } from '../../ui/Moment.tsx'
import { readableBody } from './readable-body.ts'

export function ExchangeItem({ exchange }: { readonly exchange: Exchange }) {
  const { method, path, http_status: status, duration_ms: ms, read_as: readAs, surprises } = exchange
  const isBad = status === null || status >= 400
  return (
    <Fold
      summary={
        <span className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
          <span className={classNames('font-medium', isBad && 'text-failed')}>
            {status === null ? 'No answer' : `HTTP ${status}`}
          </span>
          <span>{readAs === null ? 'read as nothing that was noted' : readAs.replaceAll('-', ' ')}</span>
          <span className="text-quiet">
            {exchange.step}, in {durationText(ms)}, <Moment at={exchange.at} />
          </span>
          {surprises.length === 0 ? null : (
            <span className="text-unconfirmed">
              {surprises.length === 1 ? '1 surprise' : `${surprises.length} surprises`}
            </span>
          )}
        </span>
      }
    >
      <ExchangeBody exchange={exchange} />
      <p className="sr-only">
        {method} {path}
      </p>
    </Fold>
  )
}

function ExchangeBody({ exchange }: { readonly exchange: Exchange }) {
  const { method, path, body, content_type: type, surprises } = exchange
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="wrap-anywhere">
        <code>
          {method} {visibleText(path)}
        </code>
        {type === null ? '' : <span className="text-quiet"> · answered {visibleText(type)}</span>}
      </p>
      {surprises.length === 0 ? null : (
        <p className="wrap-anywhere text-unconfirmed">
          Not in the table of its dialect:{' '}
          {surprises.map(({ kind, name }) => `${kind} ${visibleText(name)}`).join(', ')}
        </p>
      )}
      {body === null || body === '' ? (
        <p className="text-quiet">No body.</p>
      ) : (
        <div className="flex items-start gap-2 rounded-md bg-sunken p-2.5">
          <pre className="max-h-80 min-w-0 grow overflow-auto font-mono text-[0.9em] whitespace-pre-wrap wrap-anywhere">
            {readableBody(body)}
          </pre>
          <CopyButton text={body} what="the answer" />
        </div>
      )}
    </div>
  )
}
