"""Versions that an ONNX file says of itself, for runtimes that do not look at them."""
import os

# The newest that this release of edgetop knows. What a later one means nobody here can say.
NEWEST_IR = 14
NEWEST_OPSET = 28


def _varint(file):
    value, shift = 0, 0
    while shift < 64:
        byte = file.read(1)
        if not byte:
            raise EOFError
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
        shift += 7
    raise ValueError


def _fields(file, end):
    """Number and place of every field: (number, value) of a varint, (number, (start, end)) of bytes."""
    while file.tell() < end:
        number, kind = divmod(_varint(file), 8)
        if kind == 0:
            yield number, _varint(file)
        elif kind == 2:
            size = _varint(file)
            start = file.tell()
            yield number, (start, start + size)
            file.seek(start + size)
        elif kind in (1, 5):
            file.seek(8 if kind == 1 else 4, os.SEEK_CUR)
        else:
            raise ValueError


def versions(path):
    """IR version and operator set of ai.onnx, each None where the file does not say; the weights are not read."""
    ir, opset = None, None
    with open(path, 'rb') as file:
        for number, value in _fields(file, os.path.getsize(path)):
            if number == 1 and isinstance(value, int):
                ir = value
            elif number == 8 and isinstance(value, tuple):
                file.seek(value[0])
                inside = {}
                for key, one in list(_fields(file, value[1])):
                    inside[key] = one
                start, end = inside.get(1, (0, 0))
                file.seek(start)
                if file.read(end - start) in (b'', b'ai.onnx') and isinstance(inside.get(2), int):
                    opset = inside[2]
    return ir, opset


def too_new(path, runtime):
    """Why a runtime is not to read the file, with both numbers; None where it may."""
    try:
        ir, opset = versions(path)
    except (EOFError, OSError, ValueError):
        return None
    for number, newest, what in ((ir, NEWEST_IR, 'IR version'), (opset, NEWEST_OPSET, 'operator set')):
        if number is not None and number > newest:
            return ('the model has {} {}, the newest that edgetop knows is {}, and {} does not look: export it with an '
                    'older one, or use a newer edgetop'.format(what, number, newest, runtime))
    return None
