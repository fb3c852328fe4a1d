let isWished = false

/** Puts the cursor into the search of the present page; false: it has none. */
export function focusSearch(): boolean {
  const input = document.querySelector<HTMLInputElement>('main input[type="search"]')
  input?.focus()
  input?.select()
  return input !== null
}

/** The next search that appears takes the cursor. */
export function wishForSearch(): void {
  isWished = true
}

/** Asked by a search as it appears; the wish is fulfilled once. */
export function takeSearchWish(): boolean {
  const was = isWished
  isWished = false
  return was
}
