import type { Profile } from '@reelkeep/core'
import type { Dialect } from '../port.ts'
import { cometapi } from './cometapi/dialect.ts'
import { globalaiopc } from './globalaiopc/dialect.ts'
import { xai } from './xai/dialect.ts'

/** Every wire we speak, by the name a profile uses. A new one is a folder, a line here, fixtures and a green battery. */
export const dialects: { readonly [name in Profile['dialect']]: Dialect } = { globalaiopc, cometapi, xai }
