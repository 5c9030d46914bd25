#!/bin/sh
# Runs one job and says "all right" by 0, for schedulers that know no other success. POSTAUSGANG_SUCCESS_EXIT names the
# further exit codes that are none of a failure (docs/operations.md): `2 3` for a night in which a document waits for a
# person, or that is done already. SIGTERM is passed on once, so that the job finishes what is in flight.
node --max-semi-space-size=4 /opt/postausgang/jobs/postausgang.mjs "$@" &
job=$!
trap 'kill -TERM "$job"' TERM INT
wait "$job"
code=$?
# A signal ends `wait`, not the job.
while kill -0 "$job" 2>/dev/null; do
  wait "$job"
  code=$?
done
for success in ${POSTAUSGANG_SUCCESS_EXIT:-}; do
  [ "$code" = "$success" ] && exit 0
done
exit "$code"
