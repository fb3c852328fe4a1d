import type { Sabotage } from './sabotage.ts'

/** The POST goes out first, and is written down with its answer. */
export const sendingNotRecorded: Sabotage = {
  name: 'sending-not-recorded',
  removed: 'that it is being sent is committed before the first byte',
  breaks: 'I1',
  row: 2,
  alterWorld: (world) => ({
    ...world,
    rows: {
      ...world.rows,
      save: async (save) =>
        save.decision.submission?.status === 'sending'
          ? { outcome: 'saved', version: save.job.version }
          : world.rows.save(save),
    },
  }),
}

/** What may have been bought is booked once it is certain. */
export const doubtCostsNothing: Sabotage = {
  name: 'doubt-costs-nothing',
  removed: 'a charge that may have happened is booked as contingent',
  breaks: 'I6',
  row: 29,
  alterWorld: (world) => ({
    ...world,
    rows: {
      ...world.rows,
      save: (save) => {
        const ledger = save.decision.ledger.filter(({ kind }) => kind !== 'contingent')
        const { contingentTicks: _uncounted, ...changes } = save.decision.changes
        return world.rows.save({ ...save, decision: { ...save.decision, ledger, changes } })
      },
    },
  }),
}
