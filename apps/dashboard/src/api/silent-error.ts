/** No answer at all, or none in time. It is not known whether the request arrived. */
export class SilentError extends Error {
  constructor(cause: unknown) {
    const isLate = cause instanceof DOMException && cause.name === 'TimeoutError'
    super(isLate ? 'The server did not answer in time.' : 'The server cannot be reached.', { cause })
    this.name = 'SilentError'
  }
}
