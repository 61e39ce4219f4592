#!/usr/bin/env bash
# Runs the commands of samples/cluster/kubernetes-job.yaml and github-matrix.yml, taken from the files as they stand, in the environment that those engines set. In both cases the cache
# is one machine's, byte for byte. Takes a few seconds for each.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The text of the block that follows a line: block FILE NUMBER REGEX prints the NUMBERth block ("|") whose first line matches, without its indentation.
block() {
  awk -v number="$2" -v head="$3" '
    function indentation(line) { match(line, /^ */); return RLENGTH }
    inside && ($0 ~ /^ *$/ || indentation($0) > outer) { if (!inner) inner = indentation($0); print substr($0, inner + 1); next }
    inside { exit }
    $0 ~ head && /\|$/ && ++found == number { inside = 1; outer = indentation($0) }
  ' "$1" | grep . || fail "$1 has no block $2 that begins with $3"
}

# The value of the only line "KEY: VALUE" of a file.
value() {
  local found
  found=$(sed -n "s/^ *$2: *//p" "$1")
  [ "$(wc -l <<<"$found")" -eq 1 ] && [ -n "$found" ] || fail "$1 does not say once what $2 is"
  echo "$found"
}

# Nothing of a real engine around this script reaches the commands.
clean() { env -u SLURM_ARRAY_TASK_ID -u JOB_COMPLETION_INDEX -u KHMERCACHE_SHARDS -u CI_NODE_INDEX -u CI_NODE_TOTAL "$@"; }

kubernetes() {
  local file=$repository/samples/cluster/kubernetes-job.yaml claim=$work/kubernetes completions shards pods=() index
  completions=$(value "$file" completions)
  shards=$(sed -n '/name: KHMERCACHE_SHARDS/{n;s/^ *value: "\(.*\)"$/\1/p}' "$file")
  [ "$shards" = "$completions" ] || fail "KHMERCACHE_SHARDS is $shards, and the Job has $completions completions"
  [ "$(value "$file" completionMode)" = Indexed ] || fail 'the Job is not indexed'
  cp -R "$project" "$claim"

  # All pods at once, on one volume.
  for ((index = 0; index < completions; index++)); do
    (cd "$claim" && clean JOB_COMPLETION_INDEX="$index" KHMERCACHE_SHARDS="$shards" sh -euc "$(block "$file" 1 '^ *- ')" >"$work/pod-$index.log" 2>&1) &
    pods+=($!)
  done
  for ((index = 0; index < completions; index++)); do wait "${pods[$index]}" || { cat "$work/pod-$index.log"; fail "pod $index failed"; }; done
  grep -qx -- "--shard auto: 1/$completions, from JOB_COMPLETION_INDEX=0, KHMERCACHE_SHARDS=$shards" "$work/pod-0.log" || { cat "$work/pod-0.log"; fail 'pod 0 does not say what it took'; }
  (cd "$claim" && clean sh -euc "$(block "$file" 2 '^ *- ')")
  check_equal "kubernetes-job.yaml, $completions pods" "$claim/data/synthetic"
}

github() {
  local file=$repository/samples/cluster/github-matrix.yml parts part runner
  parts=$(value "$file" part | tr -d '[],')
  mkdir -p "$work/merge"
  for part in $parts; do
    # A runner has a checkout, and what it leaves is what it uploads: the files, not the folders without any.
    runner=$work/runner-$part
    cp -R "$project" "$runner"
    (cd "$runner" && clean CI_NODE_INDEX="$part" CI_NODE_TOTAL="$(wc -w <<<"$parts")" bash -eo pipefail -c "$(block "$file" 1 '^ *run: ')") >"$work/log" 2>&1 || { cat "$work/log"; fail "part $part failed"; }
    (cd "$runner/shard" && find . -type f -not -name '.*' -exec install -D -m 644 {} "$work/merge/shards/shard-$part/{}" \;)
    rm -rf "$runner"
  done
  (cd "$work/merge" && clean bash -eo pipefail -c "$(block "$file" 2 '^ *run: ')")
  check_equal "github-matrix.yml, $(wc -w <<<"$parts") runners" "$work/merge/data/synthetic"
  [ -s "$work/merge/khmercache.tar" ] || fail 'nothing was packed'
}

put_tool_in_path
make_project
make_reference
kubernetes
github
