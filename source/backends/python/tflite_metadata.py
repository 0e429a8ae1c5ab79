"""What TensorFlow Lite's model metadata says of a picture: NormalizationOptions, author and licence. Python 3.6 and newer.

The file and its metadata are FlatBuffers; the few fields that are wanted are read here. Anything odd is no metadata.
"""
import struct


class Table:
    """A table of a FlatBuffer."""

    def __init__(self, data, at):
        self.data, self.at = data, at
        self.fields = at - struct.unpack_from('<i', data, at)[0]

    def _place(self, index):
        size = struct.unpack_from('<H', self.data, self.fields)[0]
        offset = struct.unpack_from('<H', self.data, self.fields + 4 + 2 * index)[0] if 4 + 2 * index < size else 0
        return self.at + offset if offset else None

    def number(self, index, kind, default=0):
        place = self._place(index)
        return default if place is None else struct.unpack_from('<' + kind, self.data, place)[0]

    def _target(self, index):
        place = self._place(index)
        return None if place is None else place + struct.unpack_from('<I', self.data, place)[0]

    def table(self, index):
        target = self._target(index)
        return None if target is None else Table(self.data, target)

    def tables(self, index):
        target = self._target(index)
        if target is None:
            return []
        count = struct.unpack_from('<I', self.data, target)[0]
        places = [target + 4 + 4 * one for one in range(min(count, 4096))]
        return [Table(self.data, place + struct.unpack_from('<I', self.data, place)[0]) for place in places]

    def bytes(self, index):
        target = self._target(index)
        if target is None:
            return b''
        size = struct.unpack_from('<I', self.data, target)[0]
        return bytes(self.data[target + 4:target + 4 + size])

    def floats(self, index):
        target = self._target(index)
        if target is None:
            return []
        count = struct.unpack_from('<I', self.data, target)[0]
        return list(struct.unpack_from('<{}f'.format(min(count, 16)), self.data, target + 4))


def root(data):
    return Table(data, struct.unpack_from('<I', data, 0)[0])


def read(path):
    """{'normalisation': {'mean', 'std'}, 'author', 'license'}, what is there of it."""
    told = {}
    try:
        with open(path, 'rb') as file:
            model = root(file.read())
        place = next((one.number(1, 'I') for one in model.tables(6) if one.bytes(0) == b'TFLITE_METADATA'), None)
        if place is None:
            return told
        metadata = root(model.tables(4)[place].bytes(0))
        for index, key in ((4, 'author'), (5, 'license')):
            text = metadata.bytes(index).decode('utf-8', 'replace')
            if text:
                told[key] = text[:1000]
        for graph in metadata.tables(3)[:1]:
            for tensor in graph.tables(2)[:1]:
                for unit in tensor.tables(4):
                    options = unit.table(1)
                    # 1: NormalizationOptions, a mean and a standard deviation for all channels or for each.
                    if unit.number(0, 'B') == 1 and options is not None:
                        mean, std = options.floats(0), options.floats(1)
                        if len(mean) in (1, 3) and len(std) in (1, 3) and all(one > 0 for one in std):
                            told['normalisation'] = {'mean': mean, 'std': std}
    except (OSError, struct.error, IndexError, ValueError):
        pass
    return told
