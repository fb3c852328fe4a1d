import { aJob, aSubmission } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { openUpstream, readUpstreamSettings } from '../src/index.ts'
import { type Fixture, fixtures, profileOf } from './fixtures.ts'
import { startHttp } from './socket-server.ts'

const key = 'canary-key'
const prompt = 'a canary that nobody may ever read again'
const io = { signal: new AbortController().signal }

/** Serves a fixture's reply on a socket, with key, prompt and a signed link in it wherever a vendor might echo them. */
async function askOverSocket(fixture: Fixture) {
  const { reply, asked, call, dialect } = fixture
  await using server = await startHttp((_seen, _request, response) => {
    response.writeHead(reply.status, {
      ...(reply.contentType && { 'content-type': reply.contentType }),
      ...reply.headers,
      'x-echo': `${key} ${prompt}`,
    })
    response.end(withEcho(reply.body))
  })
  const profile = profileOf(dialect)
  const [settings] = readUpstreamSettings({
    section: {
      own: {
        profile: profile.name,
        base_url: server.url,
        api_key: key,
        failed_is_free: asked.failedIsFree,
        allow_http_links: asked.allowHttpLinks,
      },
    },
    defaultUpstream: 'own',
    env: {},
  })
  if (!settings) throw new Error('no upstream was read')
  const upstream = openUpstream(settings)
  const job = aJob({
    model: profile.models[0]?.model ?? '',
    prompt,
    submission: aSubmission({ taskId: asked.taskId, credentialId: null, baseUrl: null }),
  })
  const answer = await upstream[call === 'create' ? 'submit' : 'poll'](job, io)
  await upstream.close()
  return answer
}

/** In the last place of the outermost object, where no reader looks. */
function withEcho(body: string): string {
  const echo = `,"echo":"Bearer ${key} said ${prompt}; see https://a.example/1?X-Sig=canary"}`
  return body.trimEnd().endsWith('}') ? `${body.trimEnd().slice(0, -1)}${echo}` : body
}

describe.each(fixtures)('$dialect.name, $name, over a socket', (fixture) => {
  it('means the same, and what is kept of it holds neither key, prompt nor signature', async () => {
    const { event, exchange } = await askOverSocket(fixture)
    expect(event.type).toBe(fixture.expect.type)
    expect(JSON.stringify(exchange)).not.toContain('canary')
    expect(exchange.httpStatus).toBe(fixture.reply.status)
  })
})
