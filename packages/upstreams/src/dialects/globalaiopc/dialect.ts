import type { Dialect } from '../../port.ts'
import { readPoll } from './read-poll.ts'
import { readSubmit } from './read-submit.ts'
import { buildPoll, buildSubmit } from './request.ts'

/** The wire of GlobalAiOpc and XingChaoYiQing, which are one service. NOTES.md says where each rule comes from. */
export const globalaiopc: Dialect = { name: 'globalaiopc', buildSubmit, buildPoll, readSubmit, readPoll }
