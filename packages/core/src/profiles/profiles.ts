import { cometapi } from './cometapi.ts'
import { globalaiopc } from './globalaiopc.ts'
import type { Profile } from './profile.ts'
import { xai } from './xai.ts'
import { xingchaoyiqing } from './xingchaoyiqing.ts'

/** Every upstream we know, by the name the configuration uses. */
export const profiles: { readonly [name: string]: Profile } = { globalaiopc, xingchaoyiqing, cometapi, xai }
