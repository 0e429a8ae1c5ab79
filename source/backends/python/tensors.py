"""Tensors between the worker protocol and NumPy. Runs on Python 3.6 and newer."""
import platform

import numpy

from edgetop_worker import WorkerError, dimensions


def cpu_name():
    """The processor as the system names it."""
    try:
        with open('/proc/cpuinfo') as file:
            for line in file:
                if line.lower().startswith('model name'):
                    return 'CPU ({})'.format(line.split(':', 1)[1].strip())
    except OSError:
        pass
    return 'CPU ({})'.format(platform.processor() or platform.machine())


def check_input(request, shape, dtype):
    """Compares what the model takes with what the manifest says. A size of -1 or None in `shape` fits anything."""
    wanted = dimensions(request)
    fits = len(shape) == len(wanted) and all(b in (None, -1) or a == b for a, b in zip(wanted, shape))
    if not fits:
        raise WorkerError('the model takes an input of shape {}, its manifest says {} ({})'.format(
            list(shape), wanted, request['input']['layout']))
    if dtype is not None and str(dtype) != request['input']['dtype']:
        raise WorkerError('the model takes {} input, its manifest says {}'.format(dtype, request['input']['dtype']))


def other_input(told):
    """An input beside the picture, as the manifest has it: one value may stand for all."""
    values = numpy.array(told['values'], numpy.dtype(told['dtype']))
    return numpy.array(numpy.broadcast_to(values, told['shape']) if values.size == 1 else values.reshape(told['shape']))


def picture_of(request, names):
    """Place of the picture among a model's inputs: by the manifest's name, else the first that is not beside it."""
    beside = [one['name'] for one in request['input'].get('others') or ()]
    missing = [name for name in beside if name not in names]
    rest = [place for place, name in enumerate(names) if name not in beside]
    if missing or not rest or len(rest) > 1:
        raise WorkerError('the model takes {} inputs ({}), its manifest names {}'.format(
            len(names), ', '.join(names), ', '.join(['the picture'] + beside)))
    return rest[0]


def named_places(request, names):
    """Places of a detector's outputs among those that the model has."""
    wanted = request['detection']['outputs']
    missing = [name for name in wanted if name not in names]
    if missing:
        raise WorkerError('the manifest names output "{}", the model has {}'.format(missing[0], ', '.join(names)))
    return [list(names).index(name) for name in wanted]


class Tensors:
    """Bytes in, array out; scores in, bytes out, for one loaded model."""

    def __init__(self, request):
        self.shape = dimensions(request)
        self.dtype = numpy.dtype(request['input']['dtype'])
        self.bytes = int(numpy.prod(self.shape)) * self.dtype.itemsize
        self.output = request.get('output')
        self.detection = request.get('detection')
        #: What the model takes beside the picture, the same with each frame: {name: array}.
        self.others = {one['name']: other_input(one) for one in request['input'].get('others') or ()}

    def array(self, payload):
        if len(payload) != self.bytes:
            raise WorkerError('the frame has {} bytes, the model takes {}'.format(len(payload), self.bytes))
        return numpy.frombuffer(payload, self.dtype).reshape(self.shape)

    def scores(self, array, quantisation=None):
        """float32 bytes of the class scores; integers are dequantised by (scale, zero point)."""
        if self.output is None:
            return b''
        array = numpy.asarray(array)
        if array.dtype.kind in 'iu':
            if quantisation is None:
                given = self.output.get('quantisation') or {'scale': 1.0, 'zeroPoint': 0}
                quantisation = (given['scale'], given['zeroPoint'])
            scale, zero_point = quantisation
            array = (array.astype(numpy.int32) - zero_point) * numpy.float32(scale)
        return numpy.ascontiguousarray(array, numpy.float32).reshape(-1).tobytes()

    def outputs(self, arrays, quantisations=None):
        """(float32 bytes, shapes) of a detector's outputs; integers are dequantised by (scale, zero point)."""
        parts, shapes = [], []
        for place, array in enumerate(arrays):
            array = numpy.asarray(array)
            scale, zero_point = (quantisations or {}).get(place) or (0, 0)
            if array.dtype.kind in 'iu' and scale > 0:
                array = (array.astype(numpy.int32) - zero_point) * numpy.float32(scale)
            shapes.append([int(size) for size in array.shape])
            parts.append(numpy.ascontiguousarray(array, numpy.float32).reshape(-1).tobytes())
        return b''.join(parts), shapes

    def pick(self, outputs):
        """The class scores among what a model answers: by the manifest's name where there are names, else the first."""
        name = (self.output or {}).get('name')
        if isinstance(outputs, dict):
            if name in outputs:
                return outputs[name]
            if name is not None and len(outputs) > 1:
                raise WorkerError('the manifest names output "{}", the model has {}'.format(name, ', '.join(outputs)))
            return next(iter(outputs.values()))
        if isinstance(outputs, (list, tuple)):
            # As described_file.py names what has no names.
            place = (name or '').replace('#', '')
            return outputs[int(place)] if place.isdigit() and int(place) < len(outputs) else outputs[0]
        return getattr(outputs, 'logits', outputs)
