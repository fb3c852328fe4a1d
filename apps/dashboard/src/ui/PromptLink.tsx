import { Link } from '@tanstack/react-router'
import { visibleText } from '../format/visible-text.ts'

/** The prompt of a row, which opens the job. The whole row does. */
export function PromptLink({ id, prompt }: { readonly id: string; readonly prompt: string }) {
  return (
    <Link
      to="/jobs/$id"
      params={{ id }}
      data-row-link
      className="row-link block truncate hover:text-accent hover:underline"
    >
      {visibleText(prompt)}
    </Link>
  )
}
