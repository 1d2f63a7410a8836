#!/bin/sh
# Writes a backup with its instant as its name, checks it, and only then removes those older than KEEP_DAYS (14).
#
#   DATABASE_URL=postgres://… deploy/backup.sh FOLDER
set -eu

folder=${1:?usage: deploy/backup.sh FOLDER}
file="$folder/tidewaiter-$(date -u +%Y%m%dT%H%M%SZ).backup"
node=node
[ -x node_modules/node/bin/node ] && node=node_modules/node/bin/node

umask 077
"$node" tools/backup/main.ts backup "$file"
"$node" tools/backup/main.ts restore --verify "$file"
find "$folder" -maxdepth 1 -name 'tidewaiter-*.backup' -mtime "+${KEEP_DAYS:-14}" -print -delete
