/** What `DATABASE_URL` says, or the one line that tells how to mend it. */
export function readDatabaseSettings(env: { readonly [name: string]: string | undefined }): { url: string } {
  const url = env.DATABASE_URL
  if (url === undefined || url === '') {
    throw new Error('DATABASE_URL is missing; set it to postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  }
  const protocol = URL.canParse(url) ? new URL(url).protocol : null
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    // The value itself may hold a password, so it is not repeated.
    throw new Error('DATABASE_URL must be like postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  }
  return { url }
}
