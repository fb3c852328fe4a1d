import { useQuery } from '@tanstack/react-query'
import type { Worker } from '../api/types.ts'
import { workersQuery } from '../api/workers.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { WorkerLanes } from './WorkerLanes.tsx'

/** Who does the work: of which version, alive or silent, and with what in hand. */
export function Workers() {
  const workers = useQuery(workersQuery())
  return (
    <Panel title="Workers" isFlush>
      <QueryState query={workers}>
        {({ data, alive, api, versions_differ: differ }) => (
          <>
            {alive > 0 ? null : (
              <div className="p-3">
                <Notice kind="error">
                  No worker is alive: nothing is sent, asked about or archived. Start one, or see why they
                  stopped.
                </Notice>
              </div>
            )}
            {differ ? (
              <div className="p-3">
                <Notice kind="warning">
                  Workers run another version than this api ({visibleText(api.version)}). That is fine while a
                  new version is rolled out, and not for long.
                </Notice>
              </div>
            ) : null}
            <ul className="divide-y divide-line">
              {data.map((worker) => (
                <WorkerItem key={worker.id} worker={worker} apiVersion={api.version} />
              ))}
            </ul>
          </>
        )}
      </QueryState>
    </Panel>
  )
}

function WorkerItem({ worker, apiVersion }: { readonly worker: Worker; readonly apiVersion: string }) {
  const { id, host, pid, version, state, alive, silent_since: silentSince, started_at: startedAt } = worker
  const isOther = version !== null && version !== apiVersion
  return (
    <li className="grid gap-1 px-4 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium wrap-anywhere" title={visibleText(id)}>
          {host === null ? visibleText(id) : visibleText(host)}
        </span>
        {pid === null ? null : <span className="text-quiet">process {pid}</span>}
        <span className={isOther ? 'text-unconfirmed' : 'text-quiet'}>
          {version === null ? 'version unknown' : `version ${visibleText(version)}`}
          {isOther ? `, the api is ${visibleText(apiVersion)}` : ''}
        </span>
        {alive ? (
          <span className={state === 'draining' ? 'text-unconfirmed' : 'text-archived'}>
            {state === 'draining' ? 'draining: it takes nothing more' : 'alive'}
          </span>
        ) : (
          <span className="text-danger">
            silent since <Moment at={silentSince} />
          </span>
        )}
        <span className="text-quiet">
          started <Moment at={startedAt} />
        </span>
      </p>
      <WorkerLanes worker={worker} />
    </li>
  )
}
