import type { Evidence } from './evidence.ts'

/** The same at every vendor: answers that show that the request went to the wrong address. */
const redirected = 'a redirect, which is not followed: base_url, or <NAME>_BASE_URL, names another place'
const pageInstead = 'a web page where the API should be: base_url, or <NAME>_BASE_URL, is wrong'

/** 303 is left out: it is how a server points to what a POST has made. */
export const wrongPlaceForSubmit: readonly Evidence<'configuration'>[] = [
  { http: [301, 302, 307, 308], signs: [], is: 'configuration', why: redirected },
  { http: [404, 405], signs: ['page'], is: 'configuration', why: pageInstead },
]

/** A page or a text with such a code speaks of the path and not of the task, least of all that there is none. */
export const wrongPlaceForPoll: readonly Evidence<'configuration'>[] = [
  { http: [301, 302, 303, 307, 308], signs: [], is: 'configuration', why: redirected },
  { http: [400, 404, 405, 410], signs: ['page'], is: 'configuration', why: pageInstead },
  { http: [400, 404, 405, 410], signs: ['text'], is: 'configuration', why: pageInstead },
]
