#!/bin/sh
# Makes an empty PGDATA a standby of PRIMARY_HOST:PRIMARY_PORT under the name REPLICA_NAME, with a slot of that name, then
# runs the given command. The password is in PGPASSWORD or ~/.pgpass.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  primary="host=$PRIMARY_HOST port=$PRIMARY_PORT user=$PRIMARY_USER application_name=$REPLICA_NAME"
  copy() {
    pg_basebackup --dbname "$primary" --pgdata "$PGDATA" --write-recovery-conf --wal-method stream \
      --checkpoint fast --slot "$REPLICA_NAME" "$@"
  }
  # The slot is there already when an earlier replica of this name was thrown away.
  until copy || copy --create-slot; do sleep 1; done
  chmod 700 "$PGDATA"
fi
exec "$@"
