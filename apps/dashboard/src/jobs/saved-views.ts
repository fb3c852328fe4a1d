/** Searches that a person wants again; kept by this browser only, as the page says. A link shares one with others. */
export type SavedView = { readonly name: string; readonly text: string }

const storageKey = 'reelkeep-job-views'
const viewsMax = 30

export function readViews(): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    // Somebody else wrote there; what cannot be read is as good as nothing.
    return []
  }
}

/** A view of the same name is replaced. */
export function keepView(view: SavedView): readonly SavedView[] {
  return write([...readViews().filter(({ name }) => name !== view.name), view].slice(-viewsMax))
}

export function forgetView(name: string): readonly SavedView[] {
  return write(readViews().filter((view) => view.name !== name))
}

function write(views: readonly SavedView[]): readonly SavedView[] {
  localStorage.setItem(storageKey, JSON.stringify(views))
  return views
}

function isView(value: unknown): value is SavedView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'text' in value &&
    typeof value.text === 'string'
  )
}
