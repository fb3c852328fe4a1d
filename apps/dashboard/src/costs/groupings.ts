/** By what costs are told apart, with the name of the first column. */
export const groupings = [
  { value: 'day', text: 'By day', header: 'Day' },
  { value: 'hour', text: 'By hour', header: 'Hour' },
  { value: 'upstream', text: 'By upstream', header: 'Upstream' },
  { value: 'model', text: 'By model', header: 'Model' },
  { value: 'batch', text: 'By batch', header: 'Batch' },
  { value: 'key', text: 'By key', header: 'Key' },
] as const

export type Grouping = (typeof groupings)[number]['value']
