#!/usr/bin/env bash
# Install the Debian packages that are needed, only where missing, and say so.
# usage: system.sh [browser|paper] …   what for; both where nothing is named
set -euo pipefail
[ $# -gt 0 ] || set -- browser paper
missing=()
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
fonts=$(fc-list 2>/dev/null || true)
for purpose in "$@"; do
  case "$purpose" in
    browser) command -v chromium >/dev/null 2>&1 || missing+=(chromium) ;;
    paper)
      [[ $libraries == *libpango-1.0.so.0* ]] || missing+=(libpango-1.0-0)
      [[ $libraries == *libpangoft2-1.0.so.0* ]] || missing+=(libpangoft2-1.0-0)
      [[ $libraries == *libharfbuzz-subset.so.0* ]] || missing+=(libharfbuzz-subset0)
      ;;
    *) echo "system.sh: $purpose?" >&2; exit 2 ;;
  esac
done
[[ $fonts == *Noto*CJK* ]] || missing+=(fonts-noto-cjk)
command -v fc-list >/dev/null 2>&1 || missing+=(fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "安装 Debian 软件包 · installing Debian packages: ${missing[*]}"
if ! command -v apt-get >/dev/null 2>&1; then
  echo "没有 apt-get,请自行安装 · no apt-get here; install by hand: ${missing[*]}" >&2
  exit 1
fi
run=()
[ "$(id -u)" -eq 0 ] || read -r -a run <<<"${SUDO:-sudo}"
"${run[@]}" apt-get update -q >/dev/null
DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
