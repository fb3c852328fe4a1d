/** What a child tells the process that started it. */
export type ChildMessage =
  | { readonly type: 'ready'; readonly url: string | null }
  | { readonly type: 'failed'; readonly reason: string }

export type ParentMessage = { readonly type: 'stop' }
