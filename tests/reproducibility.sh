#!/usr/bin/env bash
# Makes one cache in many ways, and compares the content digests and, once compacted, every byte of every file.
# Prints a table; ends with 1 if anything differs. docs/reproducibility.md says what is promised and why.
set -euo pipefail

usage() {
  cat <<'END'
tests/reproducibility.sh [options]

  --corpus FILE     lines to train from; default: the three splits of QuickStart
  --fonts DIR       a folder of fonts; default: fonts/
  --lines N         only the first N lines of each split
  --heights "N …"   heights of the images in pixels; default: "32 48"
  --only TEXT       only the variations that have TEXT in their names
  --arm64           also as a program for arm64, under emulation (../shared/tools/arm64-run.sh)
  --x64             also on x64 processors of other kinds, under emulation (qemu-x86_64-static)
END
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
corpus='' fonts=$repository/fonts lines=0 heights='32 48' only='' arm64='' x64=''
while [ $# -gt 0 ]; do
  case $1 in
    --corpus) corpus=$(realpath "$2"); shift 2 ;;
    --fonts) fonts=$(realpath "$2"); shift 2 ;;
    --lines) lines=$2; shift 2 ;;
    --heights) heights=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --arm64) arm64=yes; shift ;;
    --x64) x64=yes; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

# Messages and numbers of this script and its helpers; what the tool sees is up to each variation.
export LC_ALL=C
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=$work/failures
: >"$failures"

# ======== The input: a project as QuickStart is one, so that the build makes the same cache keys ========

project=$work/project/samples/QuickStart
mkdir -p "$project/corpus" "$work/project/fonts"
cp -R "$fonts/." "$work/project/fonts"
shorten() { if [ "$lines" -gt 0 ]; then head -n "$lines" "$1"; else cat "$1"; fi; }
if [ -n "$corpus" ]; then
  splits=(train)
  shorten "$corpus" >"$project/corpus/train.txt"
else
  splits=(train val test)
  for split in "${splits[@]}"; do shorten "$repository/samples/QuickStart/corpus/$split.txt" >"$project/corpus/$split.txt"; done
fi
count=$(wc -l <"$project/corpus/train.txt")
(cd "$project/corpus" && split -d -n l/3 --additional-suffix=.txt train.txt part && head -n $((count / 2)) train.txt >half.txt)

all_corpora=()
for split in "${splits[@]}"; do all_corpora+=(--corpus "$split=corpus/$split.txt"); done
all_fonts=('../../fonts/**/*.ttf')

# ======== The tool, and the ways to run it ========

dotnet build "$repository/src/KhmerCache.Tool" -v:quiet -nodeReuse:false >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
tool=$repository/src/KhmerCache.Tool/bin/Debug/net10.0/KhmerCache.Tool

# What a variation may change. Each runs in a subshell, so that nothing is left for the next.
launcher=(dotnet "$tool.dll")
environment=()
corpora=("${all_corpora[@]}")
chosen_fonts=("${all_fonts[@]}")
directory=$project
run() { env "${environment[@]}" "${launcher[@]}" "$@"; }

# Makes the cache, or what is missing of it, at each height; further options may be given.
fill() {
  local height
  for height in $heights; do pregenerate "$cache" "$height" "$@"; done
}

pregenerate() {
  run pregenerate "${corpora[@]}" --fonts "${chosen_fonts[@]}" --cache-dir "$1" --image-height "$2" \
    --project-directory "$directory" --on-unrenderable skip --lint never --json "${@:3}"
}

under() { environment+=("$@"); fill; }
by() { launcher=("$@"); fill; }

# Invariant globalisation is the tool's setting, but programs that use its libraries have cultures.
sed 's/\("System.Globalization.Invariant": \)true/\1false/' "$tool.runtimeconfig.json" >"$work/cultures.json"
with_cultures() { environment+=("$@"); by dotnet exec --runtimeconfig "$work/cultures.json" "$tool.dll"; }

# ======== What is compared ========

cache=$work/cache
# All but plans/, which tells by which files and settings a cache was asked for, and goes when it is compacted.
hashes() { (cd "$1" && find . -path ./plans -prune -o -type f -print0 | sort -z | xargs -0 sha256sum); }
digest() { sed -n 's/^  "content_digest": "\(.*\)",$/\1/p' "$1/cache_index.json"; }
row() { printf '%-58s  %-14s  %-9s  %-11s  %7s\n' "$@"; }
equal() { if cmp -s "$1" "$2"; then echo yes; else echo NO; fi; }
milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }

# vary NAME files|content COMMAND…: the command fills $cache; what it writes to $work/note is added to the name.
# files: no file may differ, even before compaction. content: another history leaves other segments until then.
vary() {
  local name=$1 kind=$2 start status=0 made=- compacted=NO seconds
  shift 2
  [ "$kind" = reference ] || case $name in *"$only"*) ;; *) return 0 ;; esac
  rm -rf "$cache"* "$work"/*.now "$work/note"
  start=$(milliseconds)
  set +e
  (
    set -e
    "$@"
    digest "$cache" >"$work/digest.now"
    hashes "$cache" >"$work/made.now"
    # By the same program under the same circumstances: compacting writes every file anew.
    run compact --cache-dir "$cache" --json
    digest "$cache" >>"$work/digest.now"
    hashes "$cache" >"$work/compacted.now"
  ) >"$work/log" 2>&1 </dev/null
  status=$?
  set -e
  seconds=$(($(milliseconds) - start))
  if [ "$kind" = reference ]; then
    [ "$status" -eq 0 ] || { cat "$work/log"; exit 1; }
    for file in digest made compacted; do cp "$work/$file.now" "$work/$file"; done
  fi
  [ "$kind" = content ] || made=$(equal "$work/made" "$work/made.now")
  cmp -s "$work/digest" "$work/digest.now" && compacted=$(equal "$work/compacted" "$work/compacted.now")
  name+=$(cat "$work/note" 2>/dev/null || true)
  row "$name" "$(head -c 12 "$work/digest.now" 2>/dev/null || echo none)" "$made" "$compacted" "$((seconds / 1000)).$((seconds % 1000 / 100))"
  if [ "$status" -ne 0 ] || [ "$made" = NO ] || [ "$compacted" = NO ]; then
    echo "FAILED: $name"
    tail -n 20 "$work/log"
    [ ! -e "$work/compacted.now" ] || diff "$work/compacted" "$work/compacted.now" || true
    echo "$name" >>"$failures"
  fi
}

skip() { case $1 in *"$only"*) row "$1" skipped - - -; echo "  $2" ;; esac; }

# ======== The variations ========

# The same files and fonts in another folder, which come to lie on the disk in another order, with other times.
copy_project() {
  mkdir -p "$1"
  (cd "$work/project" && find . -type f | sort --reverse | while IFS= read -r file; do
    mkdir -p "$1/$(dirname "$file")"
    cat "$file" >"$1/$file"
    touch -d 2001-02-03 "$1/$file"
  done)
  directory=$1/samples/QuickStart
}

other_folder() { copy_project "$work/ខ្មែរ a folder"; fill; }

other_working_directory() { cd "$project" && directory=. && fill; }

other_order_of_corpora() {
  corpora=()
  for split in "${splits[@]}"; do
    if [ "$split" = train ]; then
      corpora=(--corpus 'train=corpus/part02.txt;corpus/part00.txt;corpus/part01.txt' "${corpora[@]}")
    else
      corpora=(--corpus "$split=corpus/$split.txt" "${corpora[@]}")
    fi
  done
  fill
}

other_order_of_lines() {
  copy_project "$work/lines"
  for split in "${splits[@]}"; do tac "$project/corpus/$split.txt" >"$directory/corpus/$split.txt"; done
  fill
}

other_order_of_fonts() {
  mapfile -t chosen_fonts < <(cd "$project" && find ../../fonts -name '*.ttf' | sort --reverse)
  fill
}

other_order_of_heights() { heights=$(tr ' ' '\n' <<<"$heights" | tac); fill; }

other_umask() { umask 077; fill; }

# Lines and fonts that come to the project one after the other.
growing() {
  corpora=(--corpus train=corpus/half.txt)
  fill
  corpora=("${all_corpora[@]}")
  fill --splits train --max-lines 10
  "$@"
  fill
}

# For training only: of a line for validation or testing each of these steps might make a picture of its own.
font_by_font() {
  local fonts
  mapfile -t fonts < <(cd "$project" && find ../../fonts -name '*.ttf' | sort --reverse)
  chosen_fonts=("${fonts[0]}")
  fill --splits train
  chosen_fonts=("${fonts[@]:1:$((${#fonts[@]} / 2))}")
  fill --splits train
  chosen_fonts=("${all_fonts[@]}")
  fill
}

compacted_meanwhile() { run compact --cache-dir "$cache" --json; }

shards() { for shard in 2/3 3/3 1/3; do fill --shard "$shard"; done; }

await() { local process; for process in "$@"; do wait "$process"; done; }

shards_at_once() {
  local processes=()
  for shard in 1/3 2/3 3/3; do fill --shard "$shard" & processes+=($!); done
  await "${processes[@]}"
}

whole_at_once() {
  local processes=()
  for jobs in 1 2 3; do fill --jobs "$jobs" & processes+=($!); done
  (growing true) & processes+=($!)
  await "${processes[@]}"
}

# The union of segments is the cache; "validate --repair" makes the manifest anew, all but what the splits had planned.
shards_merged() {
  for shard in 1 2 3; do
    (cache=$cache.$shard && fill --shard "$shard/3")
    mkdir -p "$cache"
    cp -R "$cache.$shard/segments" "$cache"
  done
  run validate --cache-dir "$cache" --project-directory "$directory" --repair --json || [ $? -eq 1 ]
  [ "$(digest "$cache")" = "$(head -n 1 "$work/digest")" ]
  fill | tee "$work/merged"
  ! grep '"rendered": [1-9]' "$work/merged"
}

# Signals at many moments; where one comes too late, the work was done.
interrupted() {
  local signal=$1 height moment interrupts=0 total=0 status
  for height in $heights; do
    for moment in 1 2 3 4 5 6 7; do
      status=0
      environment=(--default-signal=INT timeout --signal "$signal" "$((pace * moment / 8 / 1000)).$(printf %03d $((pace * moment / 8 % 1000)))")
      pregenerate "$cache" "$height" || status=$?
      total=$((total + 1))
      case $status in
        0) ;;
        124 | 137) interrupts=$((interrupts + 1)) ;;
        *) return "$status" ;;
      esac
    done
  done
  environment=()
  echo ", $interrupts of $total times in time" >"$work/note"
  fill
}

through_the_build() {
  local height
  for height in $heights; do
    dotnet build "$repository/samples/QuickStart" -t:KhmerCachePregenerate -v:quiet -nodeReuse:false "-p:KhmerCacheDir=$cache/" \
      "-p:KhmerCacheImageHeight=$height" "-p:KhmerCacheMaxLines=$lines" -p:KhmerCacheOnUnrenderable=skip -p:KhmerCacheLint=false
  done
}

echo "$(cat "$project"/corpus/{train,val,test}.txt 2>/dev/null | wc -l) lines, $(find "$work/project/fonts" -name '*.ttf' | wc -l) fonts, heights $heights"
row variation 'content digest' 'as made' 'compacted' seconds

pace=$(milliseconds)
vary 'reference: 1 job' reference fill --jobs 1
pace=$((($(milliseconds) - pace) / ($(wc -w <<<"$heights") + 1)))

# What each thread does, and when.
vary 'again' files fill --jobs 1
vary '2 jobs' files fill --jobs 2
vary '4 jobs' files fill --jobs 4
vary '7 jobs' files fill --jobs 7

# The order of the input, in the arguments and on the disk.
vary 'corpus files in another order' files other_order_of_corpora
vary 'lines in another order' files other_order_of_lines
vary 'fonts in another order' files other_order_of_fonts
[[ $heights != *\ * ]] || vary 'heights in another order' content other_order_of_heights
vary 'another folder, files made in another order' files other_folder
vary 'another working directory' files other_working_directory
vary 'another umask' files other_umask

# Processors, as far as switches go, and what else decides about the machine code.
vary 'DOTNET_EnableHWIntrinsic=0' files under DOTNET_EnableHWIntrinsic=0
vary 'DOTNET_EnableAVX512=0' files under DOTNET_EnableAVX512=0 DOTNET_EnableAVX512F=0
vary 'DOTNET_EnableAVX2=0' files under DOTNET_EnableAVX2=0
vary 'DOTNET_EnableAVX=0' files under DOTNET_EnableAVX=0
vary 'native code without AVX and FMA' files under GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-AVX2_Usable,-FMA_Usable
vary 'DOTNET_TieredCompilation=0' files under DOTNET_TieredCompilation=0
vary 'DOTNET_TieredPGO=1, DOTNET_ReadyToRun=0' files under DOTNET_TieredPGO=1 DOTNET_ReadyToRun=0

# Memory: garbage collections at other moments, and native memory that is not empty.
vary 'DOTNET_GCgen0size=100000, DOTNET_GCgen0MaxBudget=100000' files under DOTNET_GCgen0size=100000 DOTNET_GCgen0MaxBudget=100000
vary 'DOTNET_gcServer=1' files under DOTNET_gcServer=1
vary 'MALLOC_PERTURB_=165' files under MALLOC_PERTURB_=165

# Cultures, which take ICU, and time zones.
if env -u LC_ALL dotnet exec --runtimeconfig "$work/cultures.json" "$tool.dll" --version >"$work/log" 2>&1; then
  for culture in tr_TR km_KH ar_SA; do
    vary "culture $culture" files with_cultures "LANG=$culture.UTF-8" "LC_ALL=$culture.UTF-8"
  done
else
  skip 'cultures' "ICU is not installed (Debian: libicu72)."
fi
vary 'LC_ALL=tr_TR.UTF-8, invariant globalisation' files under LC_ALL=tr_TR.UTF-8
vary 'TZ=Asia/Phnom_Penh' files under TZ=Asia/Phnom_Penh
vary 'TZ=America/St_Johns, SOURCE_DATE_EPOCH=1' files under TZ=America/St_Johns SOURCE_DATE_EPOCH=1

# Histories.
vary 'half of the lines, then ten, then all' content growing true
vary 'the same, compacted meanwhile' content growing compacted_meanwhile
vary 'one font, then others, then all' content font_by_font
vary 'shards 2/3, 3/3, 1/3 one after the other' content shards
vary 'shards at once on one folder' content shards_at_once
vary 'shards in folders of their own, merged' content shards_merged
vary 'four processes at once on one folder' content whole_at_once
vary 'SIGINT' content interrupted INT
vary 'SIGKILL' content interrupted KILL

# Another way to the same worker.
if [ -z "$corpus" ] && [ "$fonts" = "$repository/fonts" ]; then
  vary 'through the build' files through_the_build
else
  skip 'through the build' "The build makes QuickStart's corpus and fonts."
fi

# Other processors.
if [ -n "$arm64" ]; then
  emulator=$repository/../shared/tools/arm64-run.sh
  if [ -x "$emulator" ]; then
    dotnet publish "$repository/src/KhmerCache.Tool" -c Release -r linux-arm64 --self-contained -p:PublishSingleFile=false \
      --artifacts-path "$work/arm64" -o "$work/arm64/out" -v:quiet -nodeReuse:false >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    environment=(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1)
    vary 'arm64' files by "$emulator" "$work/arm64/out/KhmerCache.Tool"
    environment+=(DOTNET_EnableHWIntrinsic=0)
    vary 'arm64, DOTNET_EnableHWIntrinsic=0' files by "$emulator" "$work/arm64/out/KhmerCache.Tool"
    environment=()
  else
    skip 'arm64' "There is no $emulator."
  fi
fi
if [ -n "$x64" ]; then
  if [ "$(uname -m)" = x86_64 ] && command -v qemu-x86_64-static >/dev/null; then
    # Under this emulator .NET crashes where it stops threads: it gets memory enough never to collect garbage, and no second tier of code.
    environment=(DOTNET_GCgen0size=100000000 DOTNET_TieredCompilation=0 DOTNET_PROCESSOR_COUNT=1)
    for processor in Nehalem Haswell; do
      vary "x64, $processor" files by qemu-x86_64-static -cpu "$processor" "$(realpath "$(command -v dotnet)")" "$tool.dll"
    done
    environment=()
  else
    skip 'x64' 'There is no qemu-x86_64-static (Debian: qemu-user-static), or this is no x64 machine.'
  fi
fi

echo "content digest $(head -n 1 "$work/digest")"
if [ -s "$failures" ]; then
  echo "$(wc -l <"$failures") variations differ"
  exit 1
fi
