/** What is wrong with a task's id as it was typed or pasted; null: nothing that can be seen from here. */
export function taskIdProblem(text: string): string | null {
  const id = text.trim()
  if (id === '') return 'Paste the id of the task as the upstream’s console shows it.'
  if (id.length > 500) return 'A task’s id has 500 characters at most.'
  return /^[\x21-\x7e]+$/.test(id)
    ? null
    : 'A task’s id has no spaces and no special characters: paste it exactly as shown.'
}
