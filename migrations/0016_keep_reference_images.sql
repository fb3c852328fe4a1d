-- Images that callers uploaded to make clips from, and what was found at the links of images.

create table reference_images (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  key_id text collate "C" not null references api_keys (id),
  sha256 text not null,
  object_key text not null,
  content_type text not null,
  bytes bigint not null,
  width integer,
  height integer,
  created_at timestamptz not null default now(),
  constraint reference_images_sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint reference_images_type_known check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  constraint reference_images_are_not_empty check (bytes > 0),
  constraint reference_images_have_a_size check (width >= 1 and height >= 1),
  constraint reference_images_once_per_owner unique (owner_id, sha256)
);
comment on table reference_images is 'A row is written after its object, so that none points at nothing. Nothing deletes them: rows of jobs name them by their hash.';
comment on column reference_images.key_id is 'Who uploaded it first.';
comment on column reference_images.width is 'In pixels. Null: its header does not say, or it was found in the bucket by a rebuild.';

create table image_maps (
  id text collate "C" primary key,
  owner_id text collate "C" not null references owners (id),
  sha256 text not null,
  images jsonb not null,
  used_at timestamptz not null default now(),
  constraint image_maps_sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint image_maps_once_per_owner unique (owner_id, sha256)
);
create index image_maps_oldest on image_maps (used_at);
comment on table image_maps is 'Which reference stands for which path in a file that is sent next: too long for a query. Swept when nobody has used it for long; jobs hold references, never paths.';
comment on column image_maps.sha256 is 'Of the map itself, so that the same one sent again is the same.';

create table image_link_checks (
  link_sha256 text primary key,
  outcome text not null,
  message text,
  checked_at timestamptz not null default now(),
  constraint image_link_checks_sha256_is_hex check (link_sha256 ~ '^[0-9a-f]{64}$'),
  constraint image_link_checks_outcome_known check (outcome in ('image', 'not_an_image', 'missing', 'refused')),
  constraint image_link_checks_refusals_say_why check ((outcome = 'image') = (message is null))
);
create index image_link_checks_oldest on image_link_checks (checked_at);
comment on table image_link_checks is 'What lay behind a link when it was last looked at. The link itself may be a secret and is not kept. What could not be found out is not kept either.';
comment on column image_link_checks.link_sha256 is 'Of the whole link, query included.';
