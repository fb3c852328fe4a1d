/** A TCP proxy in front of a service; every connection passes through it, unharmed until told otherwise. */
export type FaultProxy = {
  readonly host: string
  readonly port: number
  /** From now on, for connections that stand and for new ones, until `heal`. */
  readonly apply: (fault: ProxyFault) => void
  readonly heal: () => void
  /** Resets every connection that stands, once. */
  readonly resetAll: () => number
  /** How often a fault struck since the last `apply`. */
  readonly struck: () => number
}

export type ProxyFault =
  | { readonly type: 'delay'; readonly ms: number }
  /** Each connection is closed after so many bytes from the server. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** New connections are accepted and reset at once, standing ones are reset. */
  | { readonly type: 'reset' }
  /** The server's side ends and ours stays open. */
  | { readonly type: 'half-close' }
  | { readonly type: 'throttle'; readonly bytesPerSecond: number }
  /** Bytes of both directions are swallowed. */
  | { readonly type: 'black-hole' }
  /** Nobody listens: new connections are refused, standing ones are reset. */
  | { readonly type: 'refuse' }
