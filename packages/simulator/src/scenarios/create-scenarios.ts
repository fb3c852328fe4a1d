import { createAccidents } from './create-accidents.ts'
import { createRefusals } from './create-refusals.ts'

/** What can happen to the POST. */
export const createScenarios = { ...createRefusals, ...createAccidents }
