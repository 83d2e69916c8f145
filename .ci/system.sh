#!/usr/bin/env bash
# Install the Debian packages that are needed, only where missing, and say so.
# usage: system.sh [browser|paper] …   what for; both where nothing is named
set -euo pipefail
[ $# -gt 0 ] || set -- browser paper
# The browser without a window takes a third of the processor time of the whole browser, which serves as well.
shell=chromium-headless-shell
missing=()
wished=()
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
fonts=$(fc-list 2>/dev/null || true)
for purpose in "$@"; do
  case "$purpose" in
    browser)
      if command -v chromium >/dev/null 2>&1; then
        command -v "$shell" >/dev/null 2>&1 || wished+=("$shell")
      else
        command -v "$shell" >/dev/null 2>&1 || missing+=("$shell")
      fi
      ;;
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
[ $((${#missing[@]} + ${#wished[@]})) -eq 0 ] && exit 0
echo "安装 Debian 软件包 · installing Debian packages: ${missing[*]} ${wished[*]}"
if ! command -v apt-get >/dev/null 2>&1; then
  echo "没有 apt-get,请自行安装 · no apt-get here; install by hand: ${missing[*]} ${wished[*]}" >&2
  exit $((${#missing[@]} > 0))
fi
run=()
[ "$(id -u)" -eq 0 ] || read -r -a run <<<"${SUDO:-sudo}"
install() { DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -q --no-install-recommends "$@" >/dev/null; }
"${run[@]}" apt-get update -q >/dev/null || [ ${#missing[@]} -eq 0 ]
# Older releases have only the whole browser.
apt-cache show "$shell" >/dev/null 2>&1 || missing=("${missing[@]/#$shell/chromium}")
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
[ ${#wished[@]} -eq 0 ] || install "${wished[@]}" || echo "没有装上 · not installed: ${wished[*]}" >&2
