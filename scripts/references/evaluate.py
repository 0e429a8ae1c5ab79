"""Counts hits with PIL, NumPy and a runtime's own Python package: an evaluator that shares nothing with edgetop.

    python scripts/references/evaluate.py MANIFEST.json MODEL FOLDER [native] [fourth]

MANIFEST is an edgetop manifest, MODEL its .onnx or .tflite file, FOLDER has labels.csv. `native`: centre crop without a resize.
`fourth`: the first row and every fourth after it, and the best class of each.
Prints the hits among the best one and the best five, of how many. Equal scores: the lower class first.
"""
import csv
import json
import sys

import numpy
from PIL import Image, ImageOps

KERNELS = {'nearest': Image.NEAREST, 'box': Image.BOX, 'linear': Image.BILINEAR, 'cubic': Image.BICUBIC,
           'lanczos3': Image.LANCZOS}


def picture(path, manifest, native):
    rule, taken = manifest['preprocessing'], manifest['input']
    side, high = taken['width'], taken['height']
    image = ImageOps.exif_transpose(Image.open(path)).convert('RGB')
    resize = 'none' if native else rule['resize']
    kernel = KERNELS[rule.get('interpolation', 'cubic')]
    if resize == 'squash':
        image = image.resize((side, high), kernel)
    elif resize == 'shorter-side':
        short = int(min(side, high) / rule.get('cropFraction', 0.875) + 0.5)
        w, h = image.size
        size = (short, int(short * h / w)) if w <= h else (int(short * w / h), short)
        image = image.resize(size, kernel)
    left, top = (image.size[0] - side) // 2, (image.size[1] - high) // 2
    return numpy.asarray(image.crop((left, top, left + side, top + high)))


def tensor(pixels, manifest):
    rule, taken = manifest['preprocessing'], manifest['input']
    if rule.get('channelOrder') == 'bgr':
        pixels = pixels[:, :, ::-1]
    values = (pixels.astype(numpy.float64) * rule['scale'] - rule.get('mean', [0, 0, 0])) / rule.get('std', [1, 1, 1])
    dtype = taken.get('dtype', 'float32')
    if dtype in ('uint8', 'int8'):
        step = taken.get('quantisation') or {'scale': 1, 'zeroPoint': 0}
        limits = numpy.iinfo(dtype)
        values = numpy.clip(numpy.floor(values / step['scale'] + 0.5) + step['zeroPoint'], limits.min, limits.max)
    values = values.astype(dtype)
    return (values.transpose(2, 0, 1) if taken['layout'] == 'NCHW' else values)[None]


def onnx(path):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    # Exact products of 8 bits on an x86 without VNNI, too.
    options.add_session_config_entry('session.x64quantprecision', '1')
    session = onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider'])
    name = session.get_inputs()[0].name
    return lambda image: session.run(None, {name: image})[0].reshape(-1)


def tflite(path):
    from ai_edge_litert.interpreter import Interpreter
    model = Interpreter(model_path=path, num_threads=2)
    model.allocate_tensors()
    taken, given = model.get_input_details()[0]['index'], model.get_output_details()[0]['index']

    def run(image):
        model.set_tensor(taken, image)
        model.invoke()
        return model.get_tensor(given).reshape(-1)
    return run


def main(manifest_path, model, folder, *words):
    native = 'native' in words
    with open(manifest_path) as file:
        manifest = json.load(file)
    run = (tflite if model.endswith('.tflite') else onnx)(model)
    offset = manifest['output'].get('labelOffset', 0)
    best, five, classes = 0, 0, []
    with open(folder + '/labels.csv', newline='') as file:
        for row in list(csv.DictReader(file))[::4 if 'fourth' in words else 1]:
            right = {int(one) for one in (row.get('class') or row['classes']).split('|')}
            scores = run(tensor(picture(folder + '/' + row['file'], manifest, native), manifest)).astype(numpy.float64)
            order = numpy.argsort(-scores, kind='stable')[:5] - offset
            best += int(order[0]) in right
            five += bool(right & set(order.tolist()))
            classes.append(int(order[0]))
    print('{}/{} of {}  {} {}'.format(best, five, len(classes), model.split('/')[-1], 'native' if native else folder.split('/')[-1]))
    if 'fourth' in words:
        print(classes)


if __name__ == '__main__':
    main(*sys.argv[1:])
