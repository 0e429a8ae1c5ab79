#!/usr/bin/env python3
"""Writes the TorchScript, SavedModel and TensorFlow Lite forms of an ONNX image classifier.

    python scripts/convert-model/convert.py models/efficientnet-b0.onnx OUT [torchscript] [saved-model] [tflite]

All three by default. The ONNX's manifest (NAME.json beside it) is copied to OUT with the new files in it, so that
`edgetop --model OUT/NAME.json --backend pytorch:cpu` runs the same model with the same preprocessing. Weights and
arithmetic are float32 whatever the ONNX stores. Needs the packages that scripts/runtimes/install.sh installs; each form
is written by a process of its own, because PyTorch and TensorFlow in one process disturb each other.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys

FORMATS = {'torchscript': '.pt', 'saved-model': '-saved-model', 'tflite': '.tflite'}


def write(source, name, target):
    from graph import read_graph
    graph = read_graph(source)
    if name == 'torchscript':
        from write_torch import write_torchscript
        write_torchscript(graph, target)
    elif name == 'saved-model':
        from write_tensorflow import write_saved_model
        write_saved_model(graph, target)
    else:
        from write_tensorflow import write_tflite
        write_tflite(graph, target)


def describe(target):
    """The manifest's entry of a written file; a folder has neither checksum nor size."""
    entry = {'file': os.path.basename(target), 'precision': 'float32'}
    if os.path.isfile(target):
        with open(target, 'rb') as file:
            content = file.read()
        entry.update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    return entry


def main():
    if len(sys.argv) < 3 or any(name not in FORMATS for name in sys.argv[3:]):
        sys.exit(__doc__)
    source, out = sys.argv[1:3]
    stem = os.path.splitext(os.path.basename(source))[0]
    os.makedirs(out, exist_ok=True)
    formats = {}
    for name in sys.argv[3:] or FORMATS:
        target = os.path.join(out, stem + FORMATS[name])
        code = 'import convert; convert.write({!r}, {!r}, {!r})'.format(os.path.abspath(source), name, os.path.abspath(target))
        folder = os.path.dirname(os.path.abspath(__file__))
        if subprocess.call([sys.executable, '-B', '-c', code], cwd=folder) != 0:
            sys.exit('{} was not written'.format(target))
        formats[name] = describe(target)
    manifest_path = os.path.splitext(source)[0] + '.json'
    if os.path.exists(manifest_path):
        with open(manifest_path) as file:
            manifest = json.load(file)
        onnx = manifest['formats'].get('onnx')
        if onnx:
            shutil.copy(source, os.path.join(out, onnx['file']))
        manifest['formats'].update(formats)
        with open(os.path.join(out, stem + '.json'), 'w') as file:
            json.dump(manifest, file, indent='\t')
            file.write('\n')


if __name__ == '__main__':
    main()
