import { pollErrors } from './poll-errors.ts'
import { pollOddities } from './poll-oddities.ts'

/** What can happen to a question about a task. */
export const pollScenarios = { ...pollErrors, ...pollOddities }
