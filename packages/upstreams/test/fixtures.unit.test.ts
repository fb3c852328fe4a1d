import { describe, expect, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.ts'
import { fixtures, readFixtureReply } from './fixtures.ts'

/** As the fixtures write an event: ticks as decimal text, times as ISO text. */
const written = (event: unknown): unknown =>
  JSON.parse(JSON.stringify(event, (_key, value) => (typeof value === 'bigint' ? String(value) : value)))

describe.each(fixtures)('$dialect.name, $name', (fixture) => {
  it('means what is expected of it', () => {
    expect(written(readFixtureReply(fixture, fixture.reply))).toMatchObject(fixture.expect)
  })

  it('holds nothing that the dialect has not heard of, or what is expected of it', () => {
    expect(fixture.dialect.surprises(fixture.reply)).toEqual(fixture.surprises)
  })
})

describe.each(Object.values(dialects))('the fixtures of $name', ({ name }) => {
  const own = fixtures.filter(({ dialect }) => dialect.name === name)

  it.each([
    ['create', 'submit-accepted'],
    ['create', 'submit-rejected'],
    ['create', 'submit-rate-limited'],
    ['create', 'submit-account-refused'],
    ['create', 'submit-unknown'],
    ['query', 'poll-pending'],
    ['query', 'poll-unrecognized'],
    ['query', 'poll-unanswered'],
    ['query', 'render-succeeded'],
    ['query', 'render-linkless'],
    ['query', 'render-failed'],
    ['query', 'task-missing'],
  ])('have a %s that is %s', (call, type) => {
    expect(own.some((fixture) => fixture.call === call && fixture.expect.type === type)).toBe(true)
  })
})
