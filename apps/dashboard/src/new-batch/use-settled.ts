import { useEffect, useState } from 'react'

/** The value once nobody has changed it for a while. */
export function useSettled<Value>(value: Value, quietMs: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (value === settled) return
    const timer = setTimeout(() => setSettled(value), quietMs)
    return () => clearTimeout(timer)
  }, [value, settled, quietMs])
  return settled
}

/** Lets the browser draw and listen in the middle of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
