// Loaded before a process's own code (NODE_OPTIONS=--import): its machine's clock is wrong, at once or from a moment on.
// A real change of the clock would need root and would move every service of this machine with it.
import process from 'node:process'

const shiftMs = Number(process.env.CHAOS_CLOCK_SHIFT_MS ?? 0)
const fromMs = Number(process.env.CHAOS_CLOCK_SHIFT_FROM_MS ?? 0)
const TrueDate = Date

function shiftedNow(): number {
  return TrueDate.now() + (performance.now() >= fromMs ? shiftMs : 0)
}

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [shiftedNow()] : given, made),
  apply: () => new TrueDate(shiftedNow()).toString(),
  get: (target, key) => (key === 'now' ? shiftedNow : Reflect.get(target, key)),
})

// Read once when a process begins: a clock that jumps later leaves it as it was.
if (fromMs === 0) {
  Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + shiftMs })
}
