/** Our own rules forbid the host until a person allows it; the clip behind it may be fine. */
export class LinkRefusedError extends Error {
  readonly host: string
  /** The `host` or `host:port` that has to be allowed for the upstream; null: nothing may allow such a link. */
  readonly allow: string | null

  constructor(host: string, message: string, allow: string | null) {
    super(message)
    this.name = 'LinkRefusedError'
    this.host = host
    this.allow = allow
  }
}
