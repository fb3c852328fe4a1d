import type { Places } from './read-places.ts'

export type PageRequest = { readonly page: string; readonly name: string; readonly path: string }

const dayMs = 86_400_000

/** What each page asks for, and what a person may ask the jobs page for. */
export function listRequests(places: Places): PageRequest[] {
  const daysAgo = (days: number) => new Date(places.now.getTime() - days * dayMs).toISOString()
  const page = (name: string, requests: Readonly<Record<string, string>>): PageRequest[] =>
    Object.entries(requests).map(([request, path]) => ({ page: name, name: request, path }))
  const jobs = (query: string) => `/v1/jobs?limit=50&${query}`
  // As the api writes a `next_cursor`.
  const after = (id: string) => `cursor=${Buffer.from(`after:${id}`).toString('base64url')}`
  return [
    ...page('overview', {
      'stats, an hour': '/v1/stats?minutes=60',
      'stats, a week': '/v1/stats?minutes=10080',
      'series, an hour': `/v1/stats/series?from=${daysAgo(1 / 24)}`,
      'series, a day': '/v1/stats/series',
      'series, a week': `/v1/stats/series?from=${daysAgo(7)}`,
      'series, 30 days': `/v1/stats/series?from=${daysAgo(30)}`,
      'series, 90 days': `/v1/stats/series?from=${daysAgo(90)}`,
      'series, 90 days of an upstream': `/v1/stats/series?from=${daysAgo(90)}&upstream=cometapi`,
      'unconfirmed jobs': jobs('state=unconfirmed'),
      'failed today, counted': `/v1/jobs/count?state=failed&from=${daysAgo(1)}`,
      attention: '/v1/attention',
      'at risk': '/v1/at-risk',
      upstreams: '/v1/upstreams',
      workers: '/v1/workers',
      'spend by hour': `/v1/costs?by=hour&from=${daysAgo(1)}`,
    }),
    ...page('jobs', {
      'first page': jobs(''),
      'first page of 200': '/v1/jobs?limit=200',
      'page in the middle': jobs(after(places.middleJob)),
      'last page': jobs(after(places.oldJob)),
      ...Object.fromEntries(
        [
          ...[
            'queued',
            'rendering',
            'unconfirmed',
            'archived',
            'failed',
            'canceled',
            'failed,unconfirmed,rendering',
          ].map((states) => `state=${states}`),
          'reason=moderated',
          'reason=artifact_lost,no_artifact',
          'upstream=cometapi',
          'upstream=retired',
          'upstream=retired&state=failed',
          'upstream=retired,lab',
          'model=grok-imagine-video-1.5',
          'model=old_video&state=archived',
          'operation=edit',
          'overdue=true',
          'mismatch=true',
          'mismatch=true&upstream=xai',
          'waiting_for=pause',
          'waiting_for=link_refused',
          'waiting_for=budget',
          'cost_min=10',
          'cost_min=1&cost_max=2',
          'cost_max=0.01',
          'key=research',
          `fingerprint=${encodeURIComponent(places.fingerprint)}`,
          `batch=${places.largestBatch}`,
          `batch=${places.largestBatch}&state=failed`,
          `from=${daysAgo(60)}&to=${daysAgo(59)}`,
          `from=${daysAgo(60)}&to=${daysAgo(59)}&state=failed`,
        ].map((query) => [
          query.replaceAll(/(from|to)=[^&]*/g, '$1=…').replace(/batch_\w+/, '…'),
          jobs(query),
        ]),
      ),
      'q, a word in half': jobs('q=cinematic'),
      'q, a word in all': jobs('q=of'),
      'q, a word of some days': jobs(`q=${places.theme}`),
      'q, a rare word': jobs('q=zeppelin'),
      'q, common words that meet seldom': jobs('q=typewriter%20orbit%20crooked'),
      'q, no such word': jobs('q=xylophones'),
      'q, two common words': jobs('q=fox%20cinematic'),
      'q, a common word, failed': jobs('q=cinematic&state=failed'),
      'q, a common word of a retired upstream': jobs('q=cinematic&upstream=retired'),
      'q, a common word in the middle': jobs(`q=cinematic&${after(places.middleJob)}`),
      'q, a job id': jobs(`q=${places.job}`),
      'q, a custom id': jobs(`q=${encodeURIComponent(places.customId)}`),
      'q, a task id': jobs(`q=${encodeURIComponent(places.taskId)}`),
      'q, the name of a batch': jobs('q=the%20largest'),
      'count, all': '/v1/jobs/count',
      'count, failed': '/v1/jobs/count?state=failed',
      'count, a common word': '/v1/jobs/count?q=cinematic',
      'count, a word of some days': `/v1/jobs/count?q=${places.theme}`,
      'count, an upstream and cost': '/v1/jobs/count?upstream=xai&cost_min=10',
    }),
    ...page('job', {
      job: `/v1/jobs/${places.job}`,
      events: `/v1/jobs/${places.job}/events?limit=200`,
      exchanges: `/v1/jobs/${places.job}/exchanges`,
      submissions: `/v1/jobs/${places.job}/submissions`,
      ledger: `/v1/jobs/${places.job}/ledger`,
      explanation: `/v1/jobs/${places.failedJob}/explanation`,
    }),
    ...page('batches', {
      list: '/v1/batches?limit=50',
      'one of 50,000 rows': `/v1/batches/${places.largestBatch}`,
      'its failed rows, counted': `/v1/jobs/count?batch=${places.largestBatch}&state=failed`,
    }),
    ...page('failures', {
      '7 days': '/v1/failures',
      '30 days': `/v1/failures?from=${daysAgo(30)}`,
      '90 days': `/v1/failures?from=${daysAgo(90)}`,
    }),
    ...page(
      'costs',
      Object.fromEntries(
        [30, 90].flatMap((days) =>
          ['day', 'upstream', 'model', 'batch', 'key'].map((by) => [
            `by ${by}, ${days} days`,
            `/v1/costs?by=${by}&from=${daysAgo(days)}`,
          ]),
        ),
      ),
    ),
    ...page('audit', { list: '/v1/audit?limit=50' }),
    ...page('operations', { list: '/v1/operations?limit=50' }),
  ]
}
