"""Models that Keras has by name (keras.applications), and what it says of them."""
import difflib
import sys

from edgetop_worker import WorkerError, is_random


def _builder(tf, name):
    applications = tf.keras.applications
    builder = getattr(applications, name, None)
    if builder is None or not name[:1].isupper():
        known = [one for one in dir(applications) if one[:1].isupper()]
        near = difflib.get_close_matches(name, known, 3)
        raise WorkerError('keras.applications has no {}{}'.format(name, '; near it are ' + ', '.join(near) if near else ''))
    return builder


def build(tf, model, options, report):
    """The model with its published weights or (weights=none) random ones."""
    name = model.split(':', 1)[1]
    builder = _builder(tf, name)
    random = is_random(options)
    if not random:
        report('reading or fetching the weights')
    try:
        return builder(weights=None if random else 'imagenet')
    except Exception as error:
        hint = None if random else '--backend-option weights=none runs it with random weights'
        raise WorkerError('{}: {}'.format(model, error), hint)


def _normalisation(builder):
    """What preprocess_input of the model's module does to pixels, found by giving it black and one channel of white."""
    import numpy
    module = sys.modules[builder.__module__]
    preprocess = getattr(module, 'preprocess_input', None)
    if preprocess is None:
        raise WorkerError('{} has no preprocess_input'.format(builder.__module__))

    def pixel(values):
        return numpy.asarray(preprocess(numpy.array([[[values]]], numpy.float32)), numpy.float64).reshape(-1)

    black = pixel([0.0, 0.0, 0.0])
    red = pixel([255.0, 0.0, 0.0]) - black
    green = pixel([0.0, 255.0, 0.0]) - black
    blue = pixel([0.0, 0.0, 255.0]) - black
    is_bgr = abs(red[2]) > abs(red[0])
    # In the order in which the model sees the channels.
    slopes = [(blue if is_bgr else red)[0] / 255, green[1] / 255, (red if is_bgr else blue)[2] / 255]
    if min(slopes) <= 0:
        raise WorkerError('preprocess_input of {} is no scaling of each channel'.format(builder.__module__))
    # Few digits: what the package computes in float32 is no finer.
    scale = round(slopes[0] * 255, 4) / 255 if max(slopes) - min(slopes) < 1e-6 * slopes[0] else 1 / 255.0
    std = [float('%.6g' % (scale / slope)) for slope in slopes]
    mean = [float('%.6g' % (-offset * scale / slope)) + 0.0 for offset, slope in zip(black, slopes)]
    return {'channelOrder': 'bgr' if is_bgr else 'rgb', 'scale': scale, 'mean': mean, 'std': std}


def describe(tf, request, options):
    """What a manifest of a named model would say, as Keras tells it."""
    name = request['model'].split(':', 1)[1]
    builder = _builder(tf, name)
    network = builder(weights=None)
    _, height, width, channels = network.inputs[0].shape
    if channels != 3 or not height or not width:
        raise WorkerError('{} takes {}, edgetop gives colour pictures of a fixed size'.format(
            name, list(network.inputs[0].shape)))
    last = getattr(network.layers[-1], 'activation', None)
    is_softmax = getattr(last, '__name__', '') == 'softmax'
    preprocessing = {'resize': 'shorter-side', 'cropFraction': 0.875, 'interpolation': 'linear', 'padValue': 0}
    preprocessing.update(_normalisation(builder))
    answer = {
        'package': 'Keras {}'.format(getattr(tf.keras, '__version__', tf.__version__)),
        'input': {'layout': 'NHWC', 'height': int(height), 'width': int(width), 'dtype': 'float32'},
        'preprocessing': preprocessing,
        'output': {'kind': 'probabilities' if is_softmax else 'logits', 'classes': int(network.outputs[0].shape[-1]),
                   'labelOffset': 0},
        'guesses': ['Keras names no resize and crop for {}: shorter side resized, centre crop of 0.875, linear'.format(name)],
    }
    if not is_random(options):
        answer['weights'] = 'imagenet'
    return answer
