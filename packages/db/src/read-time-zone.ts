/** Where a day begins for caps and reports, from `REELKEEP_TZ`. Throws one line that names it and the fix. */
export function readTimeZone(env: { readonly [name: string]: string | undefined }): string {
  const text = env.REELKEEP_TZ?.trim() || 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch (error) {
    throw new Error(`REELKEEP_TZ must be a time zone such as UTC or Europe/Berlin (found "${text}")`, {
      cause: error,
    })
  }
}
