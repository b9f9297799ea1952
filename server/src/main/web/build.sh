#!/usr/bin/env bash
# Builds the pages from these sources and npm's packages (versions in package.json, checksums in package-lock.json) into the files that the server gives out.
# Those are kept in the repository, so that a machine without npm builds all else; run this after a change here. The HTML files and the icon are given out as they
# stand there.
set -euo pipefail
sources=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
out=$sources/../resources/dev/tutti/server/page
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$sources"/. "$work"
cd "$work"
command -v npm >/dev/null || { echo "npm is needed (Debian: apt-get install npm)" >&2; exit 1; }
npm ci --ignore-scripts --no-audit --no-fund
mkdir -p "$out"
rm -f "$out"/*.js "$out"/*.css "$out/licences.txt"
common=(--bundle --minify --format=esm --target=es2022 --legal-comments=none "--define:process.env.NODE_ENV=\"production\"" --external:/page/* --log-level=warning)
esbuild=node_modules/@esbuild/linux-x64/bin/esbuild
[ -x "$esbuild" ] || esbuild=node_modules/.bin/esbuild
node bundle.mjs "$out/explore.js" node_modules/.explore.json
"$esbuild" live.js "${common[@]}" --metafile=node_modules/.live.json --outfile="$out/live.js"
"$esbuild" home.js "${common[@]}" --outfile="$out/home.js"
"$esbuild" survey.js "${common[@]}" --outfile="$out/survey.js"
"$esbuild" table.js "${common[@]}" --outfile="$out/table.js"
node licences.mjs node_modules/.explore.json node_modules/.live.json >"$out/licences.txt"
ls -l "$out"
