#!/usr/bin/env bash
# Installs a Vulkan device in software (Mesa's lavapipe), so that the webgpu provider runs for real where there is no GPU.
#
#   scripts/runtimes/vulkan.sh           prints the path of its ICD file on stdout, and what it did on stderr
#
# Then: VK_ICD_FILENAMES=PATH npx vitest run test/unit/backends
# Debian 12's own Mesa 22 lacks a feature that the provider asks for (dynamic indexing of buffers in shaders): there it
# takes Mesa 25 from the suite bookworm-backports of the mirror that apt already uses, without leaving that suite behind in
# apt's sources. A second run does nothing.
set -euo pipefail

icd=/usr/share/vulkan/icd.d/lvp_icd.$(uname -m).json
[ -e "$icd" ] || icd=/usr/share/vulkan/icd.d/lvp_icd.json
say() { echo "vulkan: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
mesa_version() { dpkg-query --show --showformat='${Version}' mesa-vulkan-drivers 2>/dev/null | sed 's/^[0-9]*://'; }
is_new() { dpkg --compare-versions "$(mesa_version)" ge 24; }

if ! command -v apt-get > /dev/null; then
	say 'needs apt (Debian, Ubuntu); elsewhere install Mesa >= 24 with lavapipe'
	exit 1
fi

if ! { [ -e "$icd" ] && is_new; }; then
	folder=$(mktemp -d)
	chmod 755 "$folder"
	trap 'rm -rf "$folder"' EXIT
	cp -r /etc/apt/sources.list.d "$folder/parts"
	target=()
	# shellcheck disable=SC1091
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	if [ "$codename" = bookworm ]; then
		# The address of the mirror is in one of two forms: "URIs: ADDRESS" or "deb [options] ADDRESS SUITE …".
		mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null || true; } | awk '
			/^URIs:/ {address = $2}
			/^Suites:.*bookworm( |$)/ && address {print address; exit}
			/^deb / {sub(/\[[^]]*\] */, ""); if ($3 == "bookworm") {print $2; exit}}')
		if [ -z "$mirror" ]; then
			say 'apt has no mirror of Debian bookworm to ask for bookworm-backports'
			exit 1
		fi
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm-backports main" \
			> "$folder/parts/edgetop-backports.list"
		target=(--target-release bookworm-backports)
	fi
	options=(-o DPkg::Lock::Timeout=60 -o Dir::Etc::sourceparts="$folder/parts" -o Acquire::Retries=2 -qq)
	export DEBIAN_FRONTEND=noninteractive
	say "apt-get install mesa-vulkan-drivers libvulkan1 ${target[*]}"
	as_root apt-get "${options[@]}" update >&2
	as_root apt-get "${options[@]}" install -y --no-install-recommends "${target[@]}" \
		mesa-vulkan-drivers libvulkan1 >&2
	[ -e "$icd" ] || icd=/usr/share/vulkan/icd.d/lvp_icd.$(uname -m).json
	[ -e "$icd" ] || icd=/usr/share/vulkan/icd.d/lvp_icd.json
fi

if ! [ -e "$icd" ] || ! is_new; then
	say "Mesa $(mesa_version) is too old or has no lavapipe"
	exit 1
fi

say "ready: Mesa $(mesa_version), VK_ICD_FILENAMES=$icd"
echo "$icd"
