"""Resizes pictures by PIL and by TensorFlow: what edgetop's own resampling is held against.

    python scripts/references/resize.py < JOBS.json > RESULTS.json

JOBS is a list of {by: pil | tensorflow, kernel, antialias, width, height} with `file` (a picture), or with `pixels`
(RGB, base64), `from`: [width, height]. RESULTS is the list of the pixels, RGB, base64; null where TensorFlow is not here.
"""
import base64
import json
import os
import sys

import numpy
from PIL import Image

PIL_KERNELS = {'nearest': Image.NEAREST, 'box': Image.BOX, 'linear': Image.BILINEAR, 'cubic': Image.BICUBIC,
               'lanczos3': Image.LANCZOS}
TF_METHODS = {'nearest': 'nearest', 'linear': 'bilinear', 'cubic': 'bicubic', 'lanczos3': 'lanczos3'}


def by_tensorflow(job, pixels):
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
    try:
        import tensorflow as tf
    except ImportError:
        return None
    resized = tf.image.resize(pixels.astype(numpy.float32), (job['height'], job['width']),
                              method=TF_METHODS[job['kernel']], antialias=job['antialias']).numpy()
    return numpy.clip(numpy.floor(resized + 0.5), 0, 255).astype(numpy.uint8)


def resize(job):
    if 'file' in job:
        image = Image.open(job['file']).convert('RGB')
    else:
        width, height = job['from']
        image = Image.frombytes('RGB', (width, height), base64.b64decode(job['pixels']))
    if job['by'] == 'pil':
        return numpy.asarray(image.resize((job['width'], job['height']), PIL_KERNELS[job['kernel']]))
    return by_tensorflow(job, numpy.asarray(image))


results = [resize(job) for job in json.load(sys.stdin)]
json.dump([None if one is None else base64.b64encode(one.tobytes()).decode() for one in results], sys.stdout)
