import type { CostRow } from '../api/types.ts'

/** Simulated money is never in one sum with real money; where there is only one of them, that one is shown. */
export function shownMoney(
  rows: readonly CostRow[],
  chosen: 'simulated' | undefined,
): { readonly rows: readonly CostRow[]; readonly isSimulated: boolean; readonly isMixed: boolean } {
  const hasReal = rows.some(({ simulated }) => !simulated)
  const hasSimulated = rows.some(({ simulated }) => simulated)
  const isSimulated = hasSimulated && (chosen === 'simulated' || !hasReal)
  return {
    rows: rows.filter(({ simulated }) => simulated === isSimulated),
    isSimulated,
    isMixed: hasReal && hasSimulated,
  }
}
