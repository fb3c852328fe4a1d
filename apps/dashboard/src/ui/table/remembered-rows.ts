/** By entry of the browser's history: the same list at another filter, or reached by a link, begins anew. */
const rows = new Map<string, RememberedRow>()

/** A row, and its place in the list, for when it is there no more. */
export type RememberedRow = { readonly id: string; readonly index: number }

/** The row at which somebody is on this page, for when they come back to it. */
export function rememberRow(row: RememberedRow): void {
  rows.set(presentEntry(), row)
}

export function recallRow(): RememberedRow | null {
  return rows.get(presentEntry()) ?? null
}

/** The router names its entries. */
function presentEntry(): string {
  const state: unknown = window.history.state
  return state !== null && typeof state === 'object' && '__TSR_key' in state ? String(state.__TSR_key) : ''
}
