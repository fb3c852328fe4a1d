import type { ClipScenario } from './scenario.ts'

const downloads = { unit: 'downloads', value: 1 }

/** What can happen to a link and to the file behind it. */
export const clipScenarios = {
  expired_link: {
    what: '403: the first links are dead, a later poll gives a fresh one',
    unit: 'links',
    value: 1,
    effect: 'link-dead',
  },
  short_link: {
    what: 'the link lives this long after completion and is never renewed',
    unit: 'vendor seconds',
    value: 300,
    effect: 'link-short-lived',
  },
  cut_download: {
    what: 'the socket dies in the middle of the file',
    ...downloads,
    effect: 'cut',
  },
  wrong_length: {
    what: 'Content-Length promises 1,000 bytes more than come',
    ...downloads,
    effect: 'declares-more',
  },
  truncated_clip: {
    what: 'half the file, with a Content-Length that agrees with it',
    ...downloads,
    effect: 'truncated',
  },
  html_clip: { what: 'a page of HTML instead of the file', ...downloads, effect: 'html' },
  empty_clip: { what: 'no bytes at all', ...downloads, effect: 'empty' },
  clip_without_length: {
    what: 'chunked, without Content-Length',
    unit: 'downloads',
    value: 1_000_000,
    effect: 'without-length',
  },
  redirect_private: {
    what: 'a redirect into the private network (link-local metadata address)',
    ...downloads,
    effect: 'redirect',
  },
  slow_download: {
    what: 'the file’s first byte comes late',
    unit: 'real milliseconds',
    value: 2000,
    effect: 'delayed',
  },
  other_shape: {
    what: 'a clip of 6 s, 480p, 1:1, whatever was asked',
    unit: 'none',
    value: 0,
    effect: 'other-shape',
  },
} as const satisfies { readonly [name: string]: ClipScenario }
