import { type Ticks, ticksFromUsd } from '@reelkeep/core'
import type { KeyChange } from '@reelkeep/db'
import type { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { type Detail, invalidRequest } from '../errors.ts'
import type { keyChangeSchema } from '../schemas/key.ts'

/** The limits of a request as they are kept. Throws every problem at once; what is not named stays undefined. */
export function readKeyFields(
  fields: z.infer<typeof keyChangeSchema>,
  { config: { upstreams }, clock }: Pick<AppDeps, 'config' | 'clock'>,
): KeyChange {
  const names = upstreams.map(({ rules }) => rules.name)
  const models = [...new Set(upstreams.flatMap(({ profile }) => profile.models.map(({ model }) => model)))]
  const expiresAt = fields.expires_at == null ? fields.expires_at : new Date(fields.expires_at)
  const problems: Detail[] = [
    ...unknownNames('upstreams', fields.upstreams, names),
    ...unknownNames('models', fields.models, models),
    ...(expiresAt && expiresAt <= clock.now()
      ? [
          problem(
            'expires_at',
            'in_the_past',
            'expires_at must lie in the future; to end a key now, revoke it',
          ),
        ]
      : []),
  ]
  if (problems.length > 0) throw invalidRequest(problems)
  return {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(fields.cap_usd === undefined ? {} : { capTicks: ticksOf(fields.cap_usd) }),
    ...(fields.day_cap_usd === undefined ? {} : { dayCapTicks: ticksOf(fields.day_cap_usd) }),
    ...(fields.max_in_flight === undefined ? {} : { maxInFlight: fields.max_in_flight }),
    ...(fields.requests_per_minute === undefined ? {} : { requestsPerMinute: fields.requests_per_minute }),
    ...(fields.upstreams === undefined ? {} : { allowedUpstreams: fields.upstreams }),
    ...(fields.models === undefined ? {} : { allowedModels: fields.models }),
    ...(fields.max_duration === undefined ? {} : { maxDurationS: fields.max_duration }),
  }
}

function unknownNames(
  path: string,
  found: readonly string[] | null | undefined,
  allowed: readonly string[],
): Detail[] {
  return (found ?? []).flatMap((name, index) =>
    allowed.includes(name)
      ? []
      : [
          problem(
            `${path}[${index}]`,
            'not_known',
            `${path} knows ${allowed.join(', ')}; found ${name}`,
            allowed,
          ),
        ],
  )
}

function ticksOf(usd: string | number | null): Ticks | null {
  return usd === null ? null : ticksFromUsd(String(usd))
}

function problem(path: string, code: string, message: string, allowed: Detail['allowed'] = null): Detail {
  return { path, row: null, code, message, allowed }
}
