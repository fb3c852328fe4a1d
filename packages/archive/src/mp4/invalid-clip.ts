/** The bytes are not a whole MP4 with a picture in it; the message says what is wrong with them. */
export class InvalidClipError extends Error {
  constructor(problem: string) {
    super(problem)
    this.name = 'InvalidClipError'
  }
}
