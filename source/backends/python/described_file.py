"""What a model file tells of itself, for a user's own file without a manifest. Runs on Python 3.6 and newer."""
import json
import zipfile

import numpy

from edgetop_worker import WorkerError

# Sides that classifiers take, the most common first; for files that do not tell.
SIDES = (224, 299, 256, 384, 288, 320, 300, 380, 512, 128, 96, 64, 32)
MOST_LABELS = 2 ** 20


def value(name, dtype, dims, quantisation=None):
    """An input or output; a size that the model leaves open is None."""
    told = {'name': str(name), 'dtype': str(dtype),
            'dims': [None if n is None or int(n) < 0 else int(n) for n in dims]}
    if quantisation is not None and quantisation[0] > 0:
        told['quantisation'] = {'scale': float(quantisation[0]), 'zeroPoint': int(quantisation[1])}
    return told


def output(name, array, quantisation=None):
    """An output as a run gave it, and whether its numbers add to 1."""
    array = numpy.asarray(array)
    told = value(name, array.dtype.name, array.shape, quantisation)
    scores = array.astype(numpy.float64)
    if 'quantisation' in told:
        scores = (scores - told['quantisation']['zeroPoint']) * told['quantisation']['scale']
    # A quantised share is off by half a step each.
    slack = 0.01 if 'quantisation' not in told else max(0.05, 0.5 * scores.size / max(1, scores.shape[0] if scores.ndim == 2 else 1) * told['quantisation']['scale'])
    # Each picture of a batch has scores of its own.
    rows = scores.reshape(scores.shape[0], -1) if scores.ndim == 2 and scores.size else scores.reshape(1, -1)
    told['addsToOne'] = bool(rows.shape[1] > 1 and scores.min() >= -1e-3 and numpy.abs(rows.sum(1) - 1).max() <= slack)
    return told


def named_outputs(outputs):
    """[(name, array-like)] of what a call gave: a mapping, a list or one thing."""
    if isinstance(outputs, dict):
        return [(name, one) for name, one in outputs.items()]
    if isinstance(outputs, (list, tuple)):
        return [('#{}'.format(place), one) for place, one in enumerate(outputs)]
    return [('output', getattr(outputs, 'logits', outputs))]


def concrete(dims, side=SIDES[0]):
    """A shape to run with, for dims of which some are open."""
    sides = iter((3, side, side) if len(dims) == 4 and dims[1] == 3 else (side, side, 3))
    shape = [1 if place == 0 else next(sides, 1) for place in range(len(dims))]
    return [given if given is not None and given > 0 else assumed for given, assumed in zip(dims, shape)]


def noise(shape, dtype):
    """A picture of noise: the same at each call."""
    made = numpy.random.RandomState(1)
    kind = numpy.dtype(dtype)
    if kind.kind in 'iu':
        limits = numpy.iinfo(kind)
        return made.randint(max(limits.min, -128), min(limits.max, 255) + 1, shape).astype(kind)
    return made.standard_normal(shape).astype(kind)


def packed_labels(path):
    """The label list in the zip archive that model metadata appends to a .tflite file; None where there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.lower().endswith('.txt') and info.file_size <= MOST_LABELS:
                    return archive.read(info).decode('utf-8', 'replace')
    except (zipfile.BadZipFile, OSError):
        pass
    return None


def metadata_of(text):
    """Labels and sizes of a JSON document in a file, as exporters write it: {'names': ..., 'imgsz': [h, w]}."""
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def texts_of(document):
    """A document as metadata: every value as a text."""
    return {str(key)[:100]: (one if isinstance(one, str) else json.dumps(one))[:MOST_LABELS] for key, one in document.items()}


def count(names):
    """{name: how often}, the most frequent first."""
    counts = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def size(shape):
    """Elements of a shape, as a plain number."""
    elements = 1
    for one in shape:
        elements *= int(one)
    return elements


def precision_of(names):
    """The manifest's word for the types of the weights, given as {type: elements}."""
    if not names:
        return 'mixed'
    main = max(names, key=lambda name: names[name])
    return {'float32': 'float32', 'float16': 'float16', 'int8': 'int8', 'uint8': 'int8'}.get(main, 'mixed')


def refuse(path, error):
    raise WorkerError('{} does not tell what it takes: {}; write a manifest beside it'.format(
        path, str(error).strip().split('\n')[-1]))
