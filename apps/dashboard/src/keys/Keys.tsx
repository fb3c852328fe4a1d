import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { keysQuery } from '../api/keys.ts'
import type { Key } from '../api/types.ts'
import { useRefusal, useSession } from '../app/session-context.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { ChangeKeyDialog } from './ChangeKeyDialog.tsx'
import { KeyCard, keyColumns } from './columns.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx'

type Asking = { readonly what: 'new' } | { readonly what: 'change' | 'revoke'; readonly key: Key }

/** Who may do what: all keys for those who hand them out, and for everybody else their own. */
export function Keys() {
  const refusal = useRefusal('admin')
  const [asking, setAsking] = useState<Asking | null>(null)
  const close = () => setAsking(null)
  return (
    <Page
      title="Keys"
      actions={
        <Button
          look="primary"
          icon={<Plus aria-hidden size="1.1em" />}
          refusal={refusal}
          onClick={() => setAsking({ what: 'new' })}
        >
          New key …
        </Button>
      }
    >
      {refusal === null ? <EveryKey onAsk={setAsking} /> : <OwnKey refusal={refusal} />}
      {asking?.what === 'new' ? <NewKeyDialog onClose={close} /> : null}
      {asking?.what === 'change' ? <ChangeKeyDialog made={asking.key} onClose={close} /> : null}
      {asking?.what === 'revoke' ? <RevokeKeyDialog made={asking.key} onClose={close} /> : null}
    </Page>
  )
}

function EveryKey({ onAsk }: { readonly onAsk: (asking: Asking) => void }) {
  const keys = useQuery(keysQuery())
  const actions = useMemo(
    () => ({
      onChange: (key: Key) => onAsk({ what: 'change', key }),
      onRevoke: (key: Key) => onAsk({ what: 'revoke', key }),
    }),
    [onAsk],
  )
  const columns = useMemo(() => keyColumns(actions), [actions])
  const card = useMemo(() => (key: Key) => <KeyCard made={key} {...actions} />, [actions])
  return (
    <QueryState query={keys}>
      {({ data, has_more: hasMore }) => (
        <>
          <DataTable label="Keys" rows={data} columns={columns} card={card} idOf={({ id }) => id} />
          {hasMore ? (
            <Notice kind="info">
              These are the newest {data.length}; <code>./reelkeep keys list</code> shows all.
            </Notice>
          ) : null}
        </>
      )}
    </QueryState>
  )
}

/** What a key without `admin` may know: itself. */
function OwnKey({ refusal }: { readonly refusal: string }) {
  const { key_name: name, owner, scopes, key_id: id } = useSession()
  return (
    <Panel title="Your key">
      <Facts>
        <Fact name="Name">{visibleText(name)}</Fact>
        <Fact name="Owner">{owner}</Fact>
        <Fact name="Scopes">{scopes.join(', ')}</Fact>
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
        <Fact name="Others">{refusal}</Fact>
      </Facts>
    </Panel>
  )
}
