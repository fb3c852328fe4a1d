import type { PollProfile } from './profile.ts'

/** For upstreams that document no timing, where real 15 s clips took over three minutes: asked early, then ever less often. */
export const growingPlan: PollProfile = {
  first: [{ durationS: 1, firstS: 10 }],
  minS: 10,
  maxS: 30,
  growth: 1.25,
  deadlineS: 3600,
  overdueS: 300,
}
