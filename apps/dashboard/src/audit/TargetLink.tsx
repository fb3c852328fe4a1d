import { Link } from '@tanstack/react-router'
import { visibleText } from '../format/visible-text.ts'

/** What was acted on, and the way to it where it has a page. */
export function TargetLink({ target }: { readonly target: string }) {
  const text = visibleText(target)
  const look = 'block truncate hover:text-accent hover:underline'
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
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}
