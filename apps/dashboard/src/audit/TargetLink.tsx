import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSession } from '../app/session-context.ts'
import { visibleText } from '../format/visible-text.ts'
import { Named } from '../ui/NamedIds.tsx'

type Props = {
  readonly target: string
  /** What it is called; null: not known, or nothing that has a name. */
  readonly name: string | null
  /** Says what a target without a prefix is. */
  readonly action?: string
}

/** What was acted on, and the way to it where it has a page. */
export function TargetLink({ target, name, action = '' }: Props): ReactNode {
  const { scopes } = useSession()
  const text = <Named id={visibleText(target)} name={name} />
  const look = 'wrap-anywhere text-accent hover:underline'
  if (target.startsWith('job_')) {
    return (
      <Link to="/jobs/$id" params={{ id: target }} className={look}>
        {text}
      </Link>
    )
  }
  if (target.startsWith('batch_')) {
    return (
      <Link to="/batches/$id" params={{ id: target }} className={look}>
        {text}
      </Link>
    )
  }
  if (target.startsWith('op_')) {
    return (
      <Link to="/operations/$id" params={{ id: target }} className={look}>
        {text}
      </Link>
    )
  }
  if (action.startsWith('failures-')) {
    return (
      <Link to="/failures/$fingerprint" params={{ fingerprint: target }} className={look}>
        {text}
      </Link>
    )
  }
  if (action.startsWith('upstream-')) {
    return (
      <Link to="/upstreams" hash={target} className={look}>
        {text}
      </Link>
    )
  }
  if (target.startsWith('key_') && scopes.includes('admin')) {
    return (
      <Link to="/keys" className={look}>
        {text}
      </Link>
    )
  }
  return <span className="wrap-anywhere">{text}</span>
}
