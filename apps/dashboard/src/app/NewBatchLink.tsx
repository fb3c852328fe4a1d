import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { buttonClass } from '../ui/Button.tsx'
import { useRefusal } from './session-context.ts'

/**
 * The way to what all of this is for, on every page, for keys that may send. On a phone it gives way to the news that the
 * server is silent.
 */
export function NewBatchLink() {
  if (useRefusal('submit') !== null) return null
  return (
    <Link
      to="/batches/new"
      className={`${buttonClass()} mr-2 max-sm:mr-0 max-sm:group-has-[[role=alert]]/bar:hidden`}
    >
      <Plus aria-hidden size="1.1em" className="text-accent" />
      <span className="max-[23rem]:sr-only">New batch</span>
    </Link>
  )
}
