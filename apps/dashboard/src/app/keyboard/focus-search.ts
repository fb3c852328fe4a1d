/** Puts the cursor into the search of the present page; false: it has none. */
export function focusSearch(): boolean {
  const input = document.querySelector<HTMLInputElement>('main input[type="search"]')
  input?.focus()
  input?.select()
  return input !== null
}
