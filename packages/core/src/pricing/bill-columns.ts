import type { BillUnit } from './bill-amount.ts'

export const billFields = ['task_id', 'amount', 'unit', 'at', 'model'] as const
export type BillField = (typeof billFields)[number]

/** Which column of a bill holds what. Null: none does. */
export type BillColumns = {
  readonly taskId: string
  readonly amount: string
  /** Of every line, unless a column says it line by line. */
  readonly unit: BillUnit
  readonly unitColumn: string | null
  readonly at: string | null
  readonly model: string | null
}

export type BillGuess =
  | { readonly ok: true; readonly columns: BillColumns }
  /** The field that no column was found for. */
  | { readonly ok: false; readonly field: 'task_id' | 'amount' }

/** Names that vendors give a column, likeliest first, folded as `fold` does. */
const names: Readonly<Record<BillField, readonly string[]>> = {
  task_id: [
    'taskid',
    'generationid',
    'videoid',
    'requestid',
    'jobid',
    'predictionid',
    '任务id',
    'task',
    'id',
  ],
  amount: [
    'costinusdticks',
    'chargedticks',
    'amountticks',
    'costticks',
    'ticks',
    'amountusd',
    'costusd',
    'chargeusd',
    'chargedusd',
    'priceusd',
    'feeusd',
    'totalusd',
    'amount',
    'charge',
    'charged',
    'cost',
    'fee',
    'total',
    'price',
    '金额',
    '费用',
    '消费',
  ],
  unit: ['currency', 'unitofamount', 'amountunit', 'currencycode', '币种'],
  at: [
    'createdat',
    'time',
    'timestamp',
    'date',
    'at',
    'created',
    'startedat',
    'billedat',
    '时间',
    '创建时间',
  ],
  model: ['model', 'modelname', 'product', '模型'],
}

/**
 * Takes the columns of a bill for what their names say. `given` names columns outright and wins; a dollar figure is
 * assumed unless the name of the amount's column says ticks.
 */
export function guessBillColumns(
  headers: readonly string[],
  given: Readonly<Partial<Record<BillField, string>>>,
): BillGuess {
  const find = (field: BillField) => given[field] ?? likeliest(headers, names[field])
  const taskId = find('task_id')
  const amount = find('amount')
  if (taskId === null) return { ok: false, field: 'task_id' }
  if (amount === null) return { ok: false, field: 'amount' }
  const unitGiven = given.unit
  const isUnitFixed = unitGiven === 'usd' || unitGiven === 'ticks'
  return {
    ok: true,
    columns: {
      taskId,
      amount,
      unit: isUnitFixed ? unitGiven : fold(amount).includes('ticks') ? 'ticks' : 'usd',
      unitColumn: isUnitFixed ? null : find('unit'),
      at: find('at'),
      model: find('model'),
    },
  }
}

function likeliest(headers: readonly string[], wanted: readonly string[]): string | null {
  for (const name of wanted) {
    const found = headers.find((header) => fold(header) === name)
    if (found !== undefined) return found
  }
  return null
}

/** "Task ID", "task_id" and "taskId" are one name. */
function fold(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
