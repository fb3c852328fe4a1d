import { useEffect, useState } from 'react'

/** The present moment, moved on every second while something lasts. */
export function useNow(isMoving: boolean): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    setNow(new Date())
    if (!isMoving) return
    const timer = setInterval(() => setNow(new Date()), 1_000)
    return () => clearInterval(timer)
  }, [isMoving])
  return now
}
