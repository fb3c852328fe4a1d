/** Branded ids: a JobId cannot be mixed up with a TaskId. They are made in `db/ids.ts`, before the insert. */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** `job_…`, time-ordered. */
export type JobId = Branded<'JobId'>
/** `batch_…`, time-ordered. */
export type BatchId = Branded<'BatchId'>
/** `sub_…`, time-ordered: one POST to an upstream. */
export type SubmissionId = Branded<'SubmissionId'>
/** `owner_…`: whose key it was. */
export type OwnerId = Branded<'OwnerId'>
/** The upstream's own name of its task; opaque, never parsed. */
export type TaskId = Branded<'TaskId'>
/** An HMAC of the key that created a task; says which key may ask about it, and is not the key. */
export type CredentialId = Branded<'CredentialId'>
