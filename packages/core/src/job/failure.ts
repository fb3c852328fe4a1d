/**
 * Why a job failed: a closed list. For each reason the table says whose fault it was, whether it was charged,
 * whether trying again can help, and what a person can do.
 */
export const failureReasons = [
  'rejected',
  'moderated',
  'upstream_failed',
  'upstream_expired',
  'upstream_lost',
  'no_artifact',
  'invalid_artifact',
  'artifact_lost',
  'reuse_lost',
  'written_off',
  'crashed',
  'misconfigured',
  'image_missing',
] as const

export type FailureReason = (typeof failureReasons)[number]

/** `unknown` where the vendor does not say; never read it as "no". */
export type Charged = 'yes' | 'no' | 'unknown'

export type FailureRule = {
  readonly fault: 'caller' | 'upstream' | 'ours' | 'person'
  /** What we believe when the reply itself does not say. */
  readonly charged: Charged
  /** A new submission of the same row can end differently. */
  readonly retryable: boolean
  /** One sentence for the caller. */
  readonly message: string
  /** What a person can do about it. */
  readonly remedy: string
}

export const failureRules: Readonly<Record<FailureReason, FailureRule>> = {
  rejected: {
    fault: 'caller',
    charged: 'no',
    retryable: false,
    message: 'The upstream refused the request; nothing was created.',
    remedy: 'Read the upstream message, change the row and send the file again.',
  },
  moderated: {
    fault: 'caller',
    charged: 'unknown',
    retryable: false,
    message: 'The upstream refused the content.',
    remedy: 'Change the prompt or the images; the same content will be refused again.',
  },
  upstream_failed: {
    fault: 'upstream',
    charged: 'unknown',
    retryable: true,
    message: 'The upstream reported that the render failed.',
    remedy: 'Retry it; it may cost again unless the upstream is known to charge nothing for failures.',
  },
  upstream_expired: {
    fault: 'upstream',
    charged: 'unknown',
    retryable: true,
    message: 'The upstream says the result expired before it could be fetched.',
    remedy: 'Retry it; the first render may have been charged.',
  },
  upstream_lost: {
    fault: 'upstream',
    charged: 'unknown',
    retryable: true,
    message: 'The upstream no longer knows the task.',
    remedy:
      'Rearchive it, which asks the upstream again and is free, or retry it; the first task may have been charged.',
  },
  no_artifact: {
    fault: 'upstream',
    charged: 'yes',
    retryable: true,
    message: 'The upstream says the render is done but gives no link to it.',
    remedy: 'Rearchive it, which asks the upstream again and is free, or retry it at full price.',
  },
  invalid_artifact: {
    fault: 'upstream',
    charged: 'yes',
    retryable: true,
    message: 'What the link gives is not a whole MP4.',
    remedy: 'Rearchive it, which asks the upstream again and is free, or retry it at full price.',
  },
  artifact_lost: {
    fault: 'upstream',
    charged: 'yes',
    retryable: true,
    message: 'The link died before the clip could be kept.',
    remedy: 'Rearchive it, which asks the upstream again and is free, or retry it at full price.',
  },
  reuse_lost: {
    fault: 'ours',
    charged: 'no',
    retryable: true,
    message: 'The clip it was to be copied from is damaged or gone; nothing was bought.',
    remedy: 'Retry it, or send the file again: that buys the clip at its quote.',
  },
  written_off: {
    fault: 'person',
    charged: 'unknown',
    retryable: true,
    message: 'The submission was written off, by a person or by the policy of its upstream.',
    remedy: 'Retry it if the clip is still wanted; the submission written off may have been charged too.',
  },
  crashed: {
    fault: 'ours',
    charged: 'unknown',
    retryable: true,
    message: 'The job ended its worker process three times and was set aside.',
    remedy:
      'Report it with its events. Where it has a task, rearchive it: that is free. Retrying submits again: that costs nothing extra where nothing was sent (not charged), and the full price once more where a task was paid for (charged, or unknown).',
  },
  misconfigured: {
    fault: 'ours',
    charged: 'no',
    retryable: true,
    message: 'The upstream is not configured in a way that can render this job.',
    remedy: 'Correct the configuration named in the failure, then retry.',
  },
  image_missing: {
    fault: 'ours',
    charged: 'no',
    retryable: false,
    message: 'An uploaded image of the row is not in the bucket any more; nothing was sent.',
    remedy: 'Upload the image again, which gives it the same reference, then retry.',
  },
}
