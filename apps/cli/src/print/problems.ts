import type { Detail } from '../client/request-error.ts'
import type { Terminal } from '../terminal.ts'
import { asTyped } from './as-typed.ts'
import { fileWords } from './refusal-words.ts'

const shown = 50

/** Each problem on a line: where, what, and what would be right. */
export function printProblems(problems: readonly Detail[], total: number, terminal: Terminal): void {
  for (const problem of problems.slice(0, shown)) terminal.note(problemLine(problem))
  if (total > shown) terminal.note(`… and ${total - Math.min(shown, problems.length)} more problems`)
}

function problemLine(problem: Detail): string {
  const where = [
    problem.row === null ? null : `row ${problem.row}`,
    problem.line === undefined || problem.line === null ? null : `line ${problem.line}`,
    problem.path,
  ].filter((part) => part !== null)
  const allowed =
    problem.allowed === null || problem.allowed.length === 0
      ? ''
      : ` (allowed: ${problem.allowed.join(', ')})`
  const said = problem.message.includes(String(problem.allowed?.[0] ?? '\u0000')) ? '' : allowed
  return asTyped(`${where.join(', ') || 'request'}: ${fileWords(problem.message)}${said}`)
}
