#!/bin/sh
# Installs edgetop @VERSION@ for this user: no root, no Node needed.
#   sh install.sh [--from FOLDER|URL] [--to FOLDER]
# --from  where edgetop-@VERSION@-linux-ARCH.tar.xz lies   (the folder of this script)
# --to    where it goes; the command becomes TO/bin/edgetop (~/.local)
set -eu
version=@VERSION@
sums='@SUMS@'

die() {
	echo "install.sh: $*" >&2
	exit 1
}

from=$(dirname -- "$0")
to=${HOME:-}/.local
while [ $# -gt 0 ]; do
	case $1 in
		--from) [ $# -gt 1 ] || die '--from needs a folder or an address'; from=$2; shift 2 ;;
		--to) [ $# -gt 1 ] || die '--to needs a folder'; to=$2; shift 2 ;;
		*) die "unknown argument $1; there are --from and --to" ;;
	esac
done
case $to in
	/*) ;;
	*) to=$(pwd)/$to ;;
esac

[ "$(uname -s)" = Linux ] || die "there is no build for $(uname -s): with Node 20.19 or newer it runs there by npm (README)"
case $(uname -m) in
	x86_64) arch=x64 ;;
	aarch64 | arm64) arch=arm64 ;;
	*) die "there is no build for $(uname -m): builds are for x86_64 and aarch64" ;;
esac
[ "$(getconf LONG_BIT 2>/dev/null || echo 64)" = 64 ] || die 'this system is 32-bit on a 64-bit processor: a 64-bit system is needed'
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2) || true
[ -n "$glibc" ] || die 'this system has no glibc (musl?): glibc 2.28 or newer is needed'
major=${glibc%%.*}
minor=${glibc#*.}
minor=${minor%%.*}
[ "$major" -gt 2 ] || [ "$minor" -ge 28 ] || die "glibc $glibc is too old: 2.28 or newer is needed (Debian 10, Ubuntu 20.04, JetPack 5)"
for tool in tar xz sha256sum; do
	command -v "$tool" >/dev/null || die "$tool is missing: install it with your system's packages"
done

name=edgetop-$version-linux-$arch
wanted=$(echo "$sums" | sed -n "s/^\([0-9a-f]*\)  $name.tar.xz\$/\1/p")
[ -n "$wanted" ] || die "this script knows no $name.tar.xz"
mkdir -p "$to/lib" "$to/bin" || die "cannot write to $to"
work=$(mktemp -d "$to/lib/.edgetop-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
case $from in
	http://* | https://*)
		if command -v curl >/dev/null; then
			curl -fL --retry 3 -o "$work/file" "$from/$name.tar.xz" || die "cannot fetch $from/$name.tar.xz"
		elif command -v wget >/dev/null; then
			wget -O "$work/file" "$from/$name.tar.xz" || die "cannot fetch $from/$name.tar.xz"
		else
			die 'neither curl nor wget is here: fetch the file by other means and use --from FOLDER'
		fi
		;;
	*)
		[ -r "$from/$name.tar.xz" ] || die "$from/$name.tar.xz is not there: say where it is with --from FOLDER or --from URL"
		cp -- "$from/$name.tar.xz" "$work/file" || die "no room for the file in $to"
		;;
esac
actual=$(sha256sum "$work/file" | cut -d' ' -f1)
[ "$actual" = "$wanted" ] || die "$name.tar.xz is damaged or not the one of this release: SHA-256 is $actual, expected $wanted"
tar -xJf "$work/file" -C "$work" || die "cannot unpack into $to: is the disk full?"
"$work/$name/bin/edgetop" --version >/dev/null || die 'the program does not start here (its message is above)'
rm -rf "${to:?}/lib/$name"
mv "$work/$name" "$to/lib/$name"
ln -sfn "../lib/$name/bin/edgetop" "$work/link"
mv "$work/link" "$to/bin/edgetop"
echo "edgetop $version is in $to/lib/$name"
case :$PATH: in
	*":$to/bin:"*) echo 'start it with: edgetop' ;;
	*) echo "start it with: $to/bin/edgetop" ;;
esac
