import type { Stats } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Whether clips can be kept. If not, nothing is bought anywhere. */
export function StoreHealth({ stats: { store, clips_damaged: damaged } }: { readonly stats: Stats }) {
  return (
    <Panel title="Store">
      <div className="grid gap-2">
        {store.closed_at === null ? null : (
          <Notice kind="error">
            Nothing is bought since <Moment at={store.closed_at} />:{' '}
            {visibleText(store.closed_reason ?? 'no reason is known')}
          </Notice>
        )}
        {store.failing_since === null ? (
          <p>
            <span className="text-archived">Well.</span>{' '}
            <span className="text-quiet">
              The last clip was kept <Moment at={store.kept_at} otherwise="never" />.
            </span>
          </p>
        ) : (
          <p className="text-danger">
            No clip could be kept since <Moment at={store.failing_since} />.
          </p>
        )}
        {store.last_failure === null ? null : (
          <p className="text-quiet wrap-anywhere">
            Last failure <Moment at={store.last_failure_at} />: {visibleText(store.last_failure)}
          </p>
        )}
        <p className={damaged > 0 ? 'text-danger' : 'text-quiet'}>
          {damaged > 0
            ? `${counted(damaged, 'stored clip')} damaged: the last check found other bytes, or none.`
            : 'No stored clip is known to be damaged.'}
        </p>
      </div>
    </Panel>
  )
}
