/** Error codes of a database that cannot be reached, is starting or stopping, is full, or gave up on time. */
const awayCodes: ReadonlySet<string> = new Set([
  // Our own line for a connection.
  'NO_CONNECTION_FREE',
  // The driver's own.
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  // The network's.
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  // Postgres': too many connections, read only, disk full, out of memory, locks and statements that took too long.
  '53300',
  '25006',
  '53100',
  '53200',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
])

/** True where the same statement may well succeed later; its outcome is unknown only if the connection broke under it. */
export function isDatabaseAway(error: unknown): boolean {
  for (let here = error; here instanceof Error; here = here.cause) {
    const code = 'code' in here ? here.code : undefined
    const isServers = here.name === 'PostgresError' || 'query' in here || 'errno' in here || 'syscall' in here
    if (typeof code === 'string' && (awayCodes.has(code) || (isServers && code.startsWith('08')))) return true
    if (here instanceof AggregateError && here.errors.some(isDatabaseAway)) return true
  }
  return false
}
