import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenChaosWorld } from '../world/open-world.ts'
import { type Invariant, verdictOf } from './invariant.ts'
import { readRedis } from './read-redis.ts'

/** A link of the simulator with the token that opens it, and a presigned one of the store. */
const signedLink = /\/files\/[\w-]{22}-\d|X-Amz-Signature=[0-9a-f]{16}/i
/** Enough of a prompt to be no accident, before any marker. */
const promptWords = 40

/** Every column in which words of ours or of others end up and no prompt, key or link may. */
const errorTexts = `
  select 'submissions ' || id as place, message as text from submissions where message is not null
  union all select 'failures ' || id, message from failures
  union all select 'jobs.failure ' || id, failure::text from jobs where failure is not null
  union all select 'exchanges ' || id, concat_ws(' ', path, content_type, body) from exchanges
  union all select 'job_events ' || job_id || ' ' || seq, detail::text from job_events
  union all select 'audit_entries ' || id, concat_ws(' ', reason, detail::text) from audit_entries
  union all select 'upstream_gates ' || upstream, closed_reason from upstream_gates where closed_reason is not null
  union all select 'worker_heartbeats ' || worker_id, detail::text from worker_heartbeats`

export const i9: Invariant = {
  name: 'I9',
  promise: 'no secret, no prompt',
  check: async ({ world }) => {
    const needles = await needlesOf(world)
    const texts = [...(await logsOf(world)), ...(await readRedis(world)), ...(await rowsOf(world))]
    const offenders = texts.flatMap(({ place, text }) => {
      const found = needles.filter(({ words }) => text.includes(words)).map(({ what }) => what)
      // The upstream's own answers hold the link; it is kept where answers are kept, and nowhere else.
      if (!place.startsWith('exchanges') && signedLink.test(text)) found.push('a signed link')
      return found.length === 0 ? [] : [`${place} holds ${[...new Set(found)].join(', ')}`]
    })
    const characters = texts.reduce((sum, { text }) => sum + text.length, 0)
    return verdictOf(
      { textsRead: texts.length, charactersRead: characters, secretsFound: offenders.length },
      offenders,
    )
  },
}

type Text = { readonly place: string; readonly text: string }
type Needle = { readonly what: string; readonly words: string }

async function needlesOf({ secrets, env, postgres }: OpenChaosWorld): Promise<Needle[]> {
  const prompts = await postgres.execute<{ prompt: string }>('select distinct prompt from jobs')
  const words = new Set(prompts.map(({ prompt }) => prompt.replace(/\s*\[sim:.*/s, '').slice(0, promptWords)))
  return [
    { what: "the admin's key", words: secrets.adminKey },
    { what: 'the pepper of keys', words: secrets.secret },
    { what: "the upstream's key", words: secrets.upstreamKey },
    { what: "the store's secret", words: env.AWS_SECRET_ACCESS_KEY ?? '' },
    ...[...words].map((each) => ({ what: 'a prompt', words: each })),
  ].filter((needle) => needle.words.length >= 10)
}

async function logsOf({ dataDir }: OpenChaosWorld): Promise<Text[]> {
  const folder = join(dataDir, 'logs')
  const names = await readdir(folder)
  return Promise.all(
    names.map(async (name) => ({
      place: `the log ${name}`,
      text: await readFile(join(folder, name), 'utf8'),
    })),
  )
}

async function rowsOf({ postgres }: OpenChaosWorld): Promise<readonly Text[]> {
  return postgres.execute<Text>(errorTexts)
}
