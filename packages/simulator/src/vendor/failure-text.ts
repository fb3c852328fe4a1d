import type { Task } from '../tasks/task.ts'

/** What a vendor says of a task that came to nothing; the documents promise a message and show none. */
export function failureText({ ending }: Task): string {
  switch (ending.outcome) {
    case 'moderated':
      return 'The prompt was rejected by content moderation: it violates the safety policy.'
    case 'expired':
      return 'The task expired before a node was free.'
    default:
      return 'Video generation failed: internal error of the render node, please try again later.'
  }
}
