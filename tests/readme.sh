#!/usr/bin/env bash
# Follows the section "Use it" of README.md by copy and paste: its commands, its items, its program, in an empty folder, with the packages of a release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 KHMERCACHE_STATE_DIR=

# The Nth block of a language after the heading.
block() {
  awk -v language="$1" -v wanted="$2" '
    /^## / { inside = $0 == "## Use it" }
    inside && $0 == "```" language { count++; printing = count == wanted; next }
    $0 == "```" { printing = 0 }
    printing' README.md
}

block sh 1 | sed "s|-o packages|-o $scratch/packages|; s|\$PWD/packages|$scratch/packages|; s|\.\./MyTraining|$scratch/MyTraining|g" > "$scratch/commands.sh"
grep -q "dotnet add package KhmerCache.Build" "$scratch/commands.sh"

# What packs is this repository; what uses the packages has a folder of its own for them, since those of this version that were restored before are not those of these sources.
global=${NUGET_PACKAGES:-$HOME/.nuget/packages}
fallback=
compgen -G "$global/khmercache*" >/dev/null || fallback=$global
sed -i "/^dotnet pack/a export NUGET_PACKAGES=$scratch/restored NUGET_FALLBACK_PACKAGES=$fallback" "$scratch/commands.sh"
bash -euo pipefail "$scratch/commands.sh"
export NUGET_PACKAGES=$scratch/restored NUGET_FALLBACK_PACKAGES=$fallback

cd "$scratch/MyTraining"
items=$(cd - >/dev/null && block xml 1)
project=$(cat MyTraining.csproj)
printf '%s\n\n%s\n\n</Project>\n' "${project%</Project>*}" "$items" > MyTraining.csproj
(cd - >/dev/null && block csharp 1) > Program.cs

dotnet run > "$scratch/said.txt"
cat "$scratch/said.txt"
grep -q "^an epoch of [0-9,]* lines in 8 fonts, [0-9]* characters$" "$scratch/said.txt"
[ -s data/synthetic/cache_index.json ]

# Again: nothing is left to do, and nothing is said.
dotnet build --no-restore -v:n -tl:off > "$scratch/again.txt"
grep -q "KhmerCachePregenerate" "$scratch/again.txt"
! grep -q "images planned" "$scratch/again.txt"
