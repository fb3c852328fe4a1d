import { hash } from 'node:crypto'

/**
 * A number in [0, 1) that depends on nothing but its labels. Every question has a roll of its own, so that asking
 * one more, or asking in another order, changes no answer.
 */
export function roll(...labels: readonly (string | number)[]): number {
  return Number.parseInt(hash('sha1', JSON.stringify(labels)).slice(0, 12), 16) / 2 ** 48
}
