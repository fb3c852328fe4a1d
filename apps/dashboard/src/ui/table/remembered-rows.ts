/** By entry of the browser's history: the same list at another filter, or reached by a link, begins anew. */
const rows = new Map<string, string>()

/** The row at which somebody is on this page, for when they come back to it. */
export function rememberRow(id: string): void {
  rows.set(presentEntry(), id)
}

export function recallRow(): string | null {
  return rows.get(presentEntry()) ?? null
}

/** The router names its entries. */
function presentEntry(): string {
  const state: unknown = window.history.state
  return state !== null && typeof state === 'object' && '__TSR_key' in state ? String(state.__TSR_key) : ''
}
