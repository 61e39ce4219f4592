# What the scripts of this folder share: the tool as `khmercache` in PATH, a project, and the cache that one machine makes of it. To be sourced.
set -euo pipefail
export LC_ALL=C DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)

# What a script has started is ended by it, however it ends itself.
cleanups=()
clean_up() {
  local status=$? i
  for ((i = ${#cleanups[@]} - 1; i >= 0; i--)); do "${cleanups[$i]}" || true; done
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

fail() { echo "FAILED: $*" >&2; exit 1; }

# As automake has it: nothing was tested, and that is no failure.
skip() { echo "skipped: $*"; exit 77; }

# The built tool stands for the dotnet tool that users install. KHMERCACHE_TOOL names another KhmerCache.Tool.dll.
put_tool_in_path() {
  local tool=${KHMERCACHE_TOOL:-$repository/src/KhmerCache.Tool/bin/Debug/net10.0/KhmerCache.Tool.dll} dotnet
  dotnet=$(command -v dotnet)
  if [ -z "${KHMERCACHE_TOOL:-}" ]; then
    dotnet build "$repository/src/KhmerCache.Tool" -v:quiet -nodeReuse:false >"$work/log" 2>&1 || { cat "$work/log"; fail 'the tool could not be built'; }
  fi
  mkdir -p "$work/bin"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$dotnet" "$tool" >"$work/bin/khmercache"
  chmod +x "$work/bin/khmercache"
  export PATH=$work/bin:$PATH KHMERCACHE_STATE_DIR=
}

# As the samples name them: corpus/train.txt, corpus/val.txt, corpus/test.txt and fonts/.
make_project() {
  project=$work/project
  mkdir -p "$project/fonts"
  cp -R "$repository/samples/QuickStart/corpus" "$project/corpus"
  cp "$repository"/fonts/khmeros/*.ttf "$project/fonts"
}

# The cache of one machine, compacted, in $work/one.
make_reference() {
  (
    cd "$project"
    khmercache pregenerate --corpus train=corpus/train.txt --corpus val=corpus/val.txt --corpus test=corpus/test.txt --fonts 'fonts/*.ttf' \
      --cache-dir "$work/one" --lint never --on-unrenderable skip --json
    khmercache compact --cache-dir "$work/one" --json
  ) >"$work/log" 2>&1 || { cat "$work/log"; fail 'one machine could not make the cache'; }
}

digest() { sed -n 's/^  "content_digest": "\(.*\)",$/\1/p' "$1/cache_index.json"; }
hashes() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }

# Whether a cache is that of one machine: the digest, and every byte of every file.
check_equal() {
  [ -e "$2/cache_index.json" ] || fail "$1: there is no cache in $2"
  [ "$(digest "$work/one")" = "$(digest "$2")" ] || fail "$1: content digest $(digest "$2"), one machine's is $(digest "$work/one")"
  diff <(hashes "$work/one") <(hashes "$2") || fail "$1: files differ"
  echo "$1: content digest $(digest "$2"), $(hashes "$2" | wc -l) files, all equal to one machine's"
}
