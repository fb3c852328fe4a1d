-- The same picture and sound under two prompts is worth knowing, also when the files around them differ.

alter table clips
  add column media_sha256 text collate "C",
  add constraint clips_media_sha256_is_hex check (media_sha256 ~ '^[0-9a-f]{64}$');

comment on column clips.media_sha256 is 'Of the payloads of all mdat boxes, in order. Null: kept before it was taken.';

-- Newest first: of a clip that comes again and again, the latest other job is found at once.
create index clips_by_media on clips (media_sha256, job_id desc) where media_sha256 is not null;
