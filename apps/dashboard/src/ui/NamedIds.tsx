import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { batchNameQuery, keyNameQuery } from '../api/names.ts'
import { useSession } from '../app/session-context.ts'
import { asCalled } from '../format/as-called.ts'
import { visibleText } from '../format/visible-text.ts'

const idShape = /\b((?:key|batch)_[0-9a-z]{26})\b/

/** A text of ours, with names in the place of the batches and keys in it, where the viewer may know them, and commands as they are called. */
export function NamedIds({ text }: { readonly text: string }) {
  // Split at a group, every second part is an id.
  return visibleText(asCalled(text))
    .split(idShape)
    .map((part, index) => (
      <Fragment key={index}>
        {index % 2 === 0 ? part : part.startsWith('key_') ? <KeyName id={part} /> : <BatchName id={part} />}
      </Fragment>
    ))
}

function BatchName({ id }: { readonly id: string }) {
  const { scopes } = useSession()
  const { data } = useQuery({ ...batchNameQuery(id), enabled: scopes.includes('read') })
  return <Named id={id} name={data ?? null} />
}

/** Its own key's name everybody knows; those of others are for who may list keys. */
function KeyName({ id }: { readonly id: string }) {
  const { key_id: ownId, key_name: ownName, scopes } = useSession()
  const isOwn = id === ownId
  const mayAsk = !isOwn && scopes.includes('admin')
  const { data = null } = useQuery({ ...keyNameQuery(id), enabled: mayAsk })
  return <Named id={id} name={isOwn ? ownName : mayAsk ? data : null} />
}

/** A name with its id behind it; the id alone where there is no name. */
export function Named({ id, name }: { readonly id: string; readonly name: string | null }) {
  if (name === null) return id
  return <span title={id}>“{visibleText(name)}”</span>
}
