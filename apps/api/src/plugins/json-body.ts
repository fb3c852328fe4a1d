import type { App } from '../deps.ts'
import { isTooDeep, tooDeep } from '../json-depth.ts'

/** JSON as usual, but an empty body is no body: clients send the content type along with actions that have none. */
export function registerJsonBody(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    // It answers through `done`.
    else
      void parse(request, body, (error, value) => done(error ?? (isTooDeep(value) ? tooDeep() : null), value))
  })
}
