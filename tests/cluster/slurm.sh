#!/usr/bin/env bash
# Runs samples/cluster/pregenerate.sbatch on Slurm: a cluster of one node that is started here, on loopback, in a folder of its own. Twice: undisturbed, and with a task that is killed
# in the middle and requeued. Both times the cache is one machine's, byte for byte. Takes about three minutes, two of which Slurm lets what it has requeued wait. Exit status 77 where Slurm is not installed.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

limit=${KHMERCACHE_CLUSTER_SECONDS:-300}

missing=()
for program in munged slurmctld slurmd sbatch squeue scontrol; do command -v "$program" >/dev/null || missing+=("$program"); done
[ ${#missing[@]} -eq 0 ] || skip "there is no ${missing[*]} here. Debian: apt-get install slurm-wlm munge"

# ======== The cluster ========

started=()

stop_cluster() {
  scancel --user="$(id -un)" 2>/dev/null || true
  scontrol shutdown 2>/dev/null || true
  local process
  for process in "${started[@]}"; do
    for _ in $(seq 50); do kill -0 "$process" 2>/dev/null || break; sleep 0.1; done
    kill "$process" 2>/dev/null || true
    for _ in $(seq 20); do kill -0 "$process" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$process" 2>/dev/null || true
  done
}

free_port() {
  local port
  for port in $(shuf -i 20000-32000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail 'no port is free'
}

start_cluster() {
  local controller_port node_port
  controller_port=$(free_port)
  node_port=$(free_port)
  mkdir -p "$work/munge" "$work/state" "$work/spool"
  # munged wants a socket that others may reach, in folders that others can't write to.
  chmod 755 "$work" "$work/munge"
  (umask 077 && head -c 1024 /dev/urandom >"$work/munge/key")
  sed -e "s|@WORK@|$work|; s|@NODE@|$(hostname -s)|; s|@USER@|$(id -un)|; s|@CONTROLLER_PORT@|$controller_port|; s|@NODE_PORT@|$node_port|" \
    "$repository/tests/cluster/slurm.conf.in" >"$work/slurm.conf"
  export SLURM_CONF=$work/slurm.conf
  cleanups+=(stop_cluster)
  munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" --log-file="$work/munge/log" \
    --seed-file="$work/munge/seed" >"$work/munged.out" 2>&1 &
  started+=($!)
  for _ in $(seq 50); do [ ! -S "$work/munge/socket" ] || break; sleep 0.1; done
  slurmctld -D -i >"$work/slurmctld.out" 2>&1 &
  started=($! "${started[@]}")
  slurmd -D -N "$(hostname -s)" >"$work/slurmd.out" 2>&1 &
  started=($! "${started[@]}")
  for _ in $(seq 150); do
    case $(sinfo --noheader --format=%T 2>/dev/null) in idle) return ;; esac
    sleep 0.2
  done
  tail -n 20 "$work"/*.log "$work"/*.out "$work/munge/log" >&2 || true
  fail 'the cluster did not start'
}

# ======== The sample ========

# Submits it in the project, and sets $array and $merge to the ids of the two jobs.
submit() {
  rm -rf "$project/data" "$project"/*.log
  local told
  told=$(cd "$project" && bash "$repository/samples/cluster/pregenerate.sbatch")
  merge=${told##* }
  array=$(scontrol show job "$merge" | sed -n 's/.*Dependency=afterok:\([0-9]*\).*/\1/p')
  [ -n "$array" ] || fail "the merge does not depend on the array: $told"
}

state() { scontrol show job "$1" --oneliner 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p'; }

await_merge() {
  local now
  while now=$(state "$merge"); [ "$now" != COMPLETED ]; do
    case $now in
      PENDING | RUNNING | COMPLETING | CONFIGURING) ;;
      *) show; fail "the merge has ended as $now" ;;
    esac
    [ "$SECONDS" -lt "$limit" ] || { show; fail "the jobs take more than $limit seconds"; }
    sleep 0.2
  done
}

show() {
  squeue --array || true
  scontrol show job "$merge" || true
  tail -n 20 "$project"/*.log "$work/slurmctld.log" || true
}

# Holds the third task's process where it stands in the middle of its work, so that it can be killed there and not a moment too late.
hold_third_task() {
  local tool
  tool=$(sed -n 's/^exec //p' "$work/bin/khmercache")
  cat >"$work/bin/khmercache" <<END
#!/bin/bash
if [ "\${SLURM_ARRAY_TASK_ID:-}" = 3 ] && [ ! -e "$work/held" ]; then
  ${tool/ \"\$@\"/} "\$@" &
  while [ ! -e "$project/data/synthetic.shards/3/.lock" ]; do kill -0 \$! || exit; sleep 0.005; done
  kill -STOP \$!
  echo \$! >"$work/held.new" && mv "$work/held.new" "$work/held"
  # A task that has ended by itself is not requeued but failed, and then its merge never runs: it lasts until Slurm takes it away.
  wait \$! || sleep 60
  exit
fi
exec $tool
END
}

put_tool_in_path
make_project
make_reference
SECONDS=0
start_cluster
echo "Slurm $(scontrol --version | cut -d ' ' -f 2) runs after $SECONDS s"

submit
await_merge
grep -qx -- '--shard auto: 3/8, from SLURM_ARRAY_TASK_ID=3, SLURM_ARRAY_TASK_MIN=1, SLURM_ARRAY_TASK_COUNT=8' "$project/khmercache-${array}_3.log" || { show; fail 'the third task does not say what it took'; }
check_equal 'eight shards and a merge' "$project/data/synthetic"

hold_third_task
submit
until [ -e "$work/held" ]; do
  [ "$SECONDS" -lt "$limit" ] || { show; fail 'the third task did not begin'; }
  sleep 0.1
done
[ -z "$(find "$project/data/synthetic.shards/3/shards" -name '*.json' 2>/dev/null)" ] || fail 'the third task was done before it was to be killed'
kill -KILL "$(cat "$work/held")"
scontrol requeue "${array}_3"
await_merge
grep -q 'Restarts=1' <(scontrol show job "${array}_3") || { show; fail 'the third task was not requeued'; }
check_equal 'the same with a task killed and requeued' "$project/data/synthetic"
echo "done after $SECONDS s"
