/** Ctrl-C as a signal that a command can end by itself with; a second one ends the process as usual. */
export type Interrupt = { readonly signal: AbortSignal; [Symbol.dispose](): void }

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  const stop = () => controller.abort()
  process.once('SIGINT', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop)
    },
  }
}
