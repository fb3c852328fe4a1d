import { ApiError } from '../api-error.ts'

/** Most jobs that one post may make. */
export const jobsMax = 50_000

export function tooManyJobs(): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'too_many_rows',
    message: `A batch takes at most ${jobsMax} jobs in one post, takes and combinations counted; split the file.`,
  })
}
