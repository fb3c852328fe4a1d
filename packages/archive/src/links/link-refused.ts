/** Our own rules forbid the host until a person allows it; the clip behind it may be fine. */
export class LinkRefusedError extends Error {
  readonly host: string

  constructor(host: string, message: string) {
    super(message)
    this.name = 'LinkRefusedError'
    this.host = host
  }
}
