#!/usr/bin/env bash
# Puts the Python runtimes that edgetop's workers and their tests use into one virtual environment.
#
#   scripts/runtimes/install.sh FOLDER [RUNTIME...]      RUNTIME: tflite openvino pytorch tensorflow onnx (default: all)
#
# Then: EDGETOP_PYTHON=FOLDER/bin/python npm test
# `onnx` is what conversions read and write models with. About 2 minutes, 600 MB of downloads, 1.7 GB on disk
# (TensorFlow has most of it). Says what it did on stderr; a second run does nothing.
set -euo pipefail

if [ $# -lt 1 ]; then
	sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi

folder=$1
shift
runtimes=${*:-tflite openvino pytorch tensorflow onnx}
say() { echo "runtimes: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# PyTorch's wheel for x86-64 Linux brings 3 GB of CUDA, so Debian's CPU build is used where there is one; it belongs to the
# system's Python, so the environment is made from that one and sees the system's packages.
has_debian_torch=false
if [ -r /etc/debian_version ] && [ -x /usr/bin/python3 ] && [ "$(uname -m)" = x86_64 ]; then
	has_debian_torch=true
fi

python=python3
options=()
if $has_debian_torch; then
	python=/usr/bin/python3
	options=(--system-site-packages)
	packages=()
	"$python" -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
	case " $runtimes " in
		*' pytorch '*)
			# Without OpenBLAS it calls the reference BLAS: ten times slower.
			"$python" -c 'import torch, torchvision' 2>/dev/null || packages+=(python3-torch python3-torchvision)
			[ -e "/usr/lib/$(uname -m)-linux-gnu/openblas-pthread" ] || packages+=(libopenblas0-pthread)
			;;
	esac
	if [ ${#packages[@]} -gt 0 ]; then
		say "apt-get install ${packages[*]}"
		export DEBIAN_FRONTEND=noninteractive
		as_root apt-get -o DPkg::Lock::Timeout=600 -qq update >&2
		as_root apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends "${packages[@]}" >&2
	fi
fi

if [ ! -x "$folder/bin/python" ]; then
	say "making $folder"
	"$python" -m venv "${options[@]}" "$folder"
fi

# NumPy 1.26 is the newest that PyTorch 1.13 takes and the oldest that TensorFlow 2.18 takes.
wheels=('numpy==1.26.4')
alone=()
for runtime in $runtimes; do
	case $runtime in
		tflite) wheels+=('ai-edge-litert==2.3.0') ;;
		openvino) wheels+=('openvino==2026.4.1') ;;
		onnx)
			wheels+=('onnx==1.17.0' 'onnxruntime==1.32.0' requests)
			# Without its dependencies, which are here: pip would look for newer ones.
			alone+=('tf2onnx==1.17.0')
			;;
		pytorch)
			$has_debian_torch || wheels+=(torch torchvision)
			wheels+=('safetensors==0.6.2' 'huggingface_hub==0.35.3' 'pyyaml==6.0.3')
			# Without its dependencies: pip would bring another PyTorch beside Debian's.
			alone+=('timm==1.0.22')
			;;
		tensorflow)
			# Only x86-64 Linux has the smaller build without CUDA under a name of its own.
			if [ "$(uname -sm)" = 'Linux x86_64' ]; then
				wheels+=('tensorflow-cpu==2.18.1')
			else
				wheels+=('tensorflow==2.18.1')
			fi
			;;
		*)
			say "unknown runtime $runtime"
			exit 2
			;;
	esac
done
say "pip install ${wheels[*]}"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir "${wheels[@]}" >&2
if [ ${#alone[@]} -gt 0 ]; then
	"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps "${alone[@]}" >&2
fi
say "ready: EDGETOP_PYTHON=$folder/bin/python"
