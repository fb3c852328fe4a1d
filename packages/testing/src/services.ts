// The services a run of tests uses, started once by the global set-up and named to the test files by address.
import type {} from 'vitest'
import type { Template } from './template.ts'

export type TestServices = {
  readonly postgres: {
    readonly how: 'container' | 'embedded'
    /** Of the server's own database, for making and dropping others. */
    readonly url: string
    readonly template: Template
  }
  /** Null: none could be had here; `missing` says why. */
  readonly redis: { readonly how: 'container' | 'embedded'; readonly url: string } | null
  readonly missing: readonly string[]
  readonly s3: {
    readonly endpoint: string
    /** Objects lie in it as plain files, by bucket and key, for a test to spoil. */
    readonly directory: string
    readonly region: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    services: TestServices
  }
}
