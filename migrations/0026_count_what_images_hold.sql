-- An owner's uploads are counted where they are written, so that a limit is held exactly and read at once.

alter table owners add column image_bytes bigint not null default 0
  constraint owners_image_bytes_are_not_negative check (image_bytes >= 0);
comment on column owners.image_bytes is 'The sum of bytes over its reference_images, kept by the triggers there and by nobody else.';

update owners o set image_bytes = held.bytes
from (select owner_id, sum(bytes) as bytes from reference_images group by owner_id) as held
where o.id = held.owner_id;

create function count_image_bytes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update owners o set image_bytes = o.image_bytes + a.bytes
    from (select owner_id, sum(bytes) as bytes from changed group by owner_id) as a where o.id = a.owner_id;
  else
    update owners o set image_bytes = o.image_bytes - a.bytes
    from (select owner_id, sum(bytes) as bytes from changed group by owner_id) as a where o.id = a.owner_id;
  end if;
  return null;
end $$;
create trigger reference_images_count_added after insert on reference_images
  referencing new table as changed for each statement execute function count_image_bytes();
create trigger reference_images_count_taken after delete on reference_images
  referencing old table as changed for each statement execute function count_image_bytes();

create index reference_images_newest on reference_images (owner_id, id desc);
comment on table reference_images is 'A row is written after its object and ends after it. A person deletes an image; nothing else does, since rows of jobs name it by its hash.';
