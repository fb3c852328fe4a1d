/** One upstream each; `default` is the first path there was, and pretends to be what the option `flavor` says. */
export const mountNames = ['default', 'globalaiopc', 'xingchaoyiqing', 'cometapi', 'xai'] as const
export type MountName = (typeof mountNames)[number]
