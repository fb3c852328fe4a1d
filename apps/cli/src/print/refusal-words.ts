import type { Detail } from '../client/request-error.ts'

/** What the api calls what these options say. */
const optionOfField: Readonly<Record<string, string>> = {
  budget_usd: '--budget',
  max_price_usd: '--max-price',
  charset: '--encoding',
  map: '--map',
  takes: '--takes',
  trial: '--trial',
  stop_when: '--stop-when',
  sheet: '--sheet',
  variables: '--var',
  defaults: '--default',
  from: '--from',
  to: '--to',
  state: '--state',
  reason: '--reason',
  waiting_for: '--waiting-for',
  operation: '--operation',
  status: '--status',
  by: '--by',
  limit: '--limit',
  cursor: '--cursor',
  custom_id: '--custom-id',
  cost_min: '--cost-min',
  cost_max: '--cost-max',
}

/** The api’s words, with the option that a person typed for the one field they are about. */
export function refusalWords(message: string, details: readonly Detail[]): string {
  const [detail] = details
  const field = details.length === 1 && detail?.row === null ? detail.path : null
  const option = field === null ? undefined : optionOfField[field]
  if (option === undefined || field === null) return fileWords(message)
  if (!message.startsWith(`${field} `)) return `${message} It was said with ${option}.`
  const words = `${option}${message.slice(field.length)}`
  return detail?.code === 'after_to' ? words.replace(' after to ', ' after --to ') : words
}

/** How the api names what an option of ours says, in sentences of its own about a file. */
const optionWords: readonly (readonly [string, string])[] = [
  ['name its encoding with charset', 'name its encoding with --encoding'],
  ['say which column it is with map "', 'say which column it is with --map "'],
  ['send a template with the query parameter template', 'give a template with --template'],
]

/** A sentence about a file as this shell would say it. */
export function fileWords(message: string): string {
  return optionWords.reduce((words, [ofApi, ours]) => words.replace(ofApi, ours), message)
}
