"""What the graph of a SavedModel tells: what its first operators do to the pixels, operators, parameters, multiply-accumulates."""
from described_file import count, size

#: Operators that change no number, or hardly one: a resize, a crop.
PASSING = ('Identity', 'Cast', 'NoOp', 'StopGradient', 'PlaceholderWithDefault', 'EnsureShape', 'Reshape', 'Pad', 'PadV2',
           'StridedSlice', 'Slice', 'Transpose', 'ReverseV2', 'ResizeBilinear', 'ResizeBicubic', 'ResizeNearestNeighbor')
MOST_STEPS = 24


def frozen(tf, call, shape, dtype):
    """The graph of one picture of this shape, with its variables as constants and its functions inlined; None where TensorFlow cannot."""
    try:
        from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
        function = tf.function(call).get_concrete_function(tf.TensorSpec(shape, dtype))
        return convert_variables_to_constants_v2(function).graph
    except Exception:  # Whatever its converter stumbles over: then nothing is told.
        return None


def constant(tf, tensor):
    """The numbers of a tensor that is constant, however it is reckoned; None for another."""
    value = tf.get_static_value(tensor)
    if value is not None:
        return value
    operator = tensor.op
    if operator.type in ('Identity', 'ReadVariableOp', 'Cast', 'Reshape'):
        return constant(tf, operator.inputs[0])
    if operator.type in ('Sqrt', 'Maximum', 'Rsqrt'):
        parts = [constant(tf, one) for one in operator.inputs]
        if all(one is not None for one in parts):
            import numpy
            return {'Sqrt': lambda: numpy.sqrt(parts[0]), 'Rsqrt': lambda: 1 / numpy.sqrt(parts[0]),
                    'Maximum': lambda: numpy.maximum(parts[0], parts[1])}[operator.type]()
    return None


def affine(tf, graph):
    """What the first operators do to the pixels: {'scale', 'offset'}; None where they do nothing."""
    import numpy
    pictures = [one for one in graph.get_operations() if one.type == 'Placeholder' and one.outputs[0].dtype != tf.resource]
    if len(pictures) != 1:
        return None
    tensor, scale, offset, found = pictures[0].outputs[0], 1.0, 0.0, False
    for _ in range(MOST_STEPS):
        users = [one for one in tensor.consumers() if one.type not in ('Shape', 'NoOp')]
        if len(users) != 1:
            break
        operator = users[0]
        if operator.type in PASSING:
            tensor = operator.outputs[0]
            continue
        if operator.type not in ('Mul', 'Add', 'AddV2', 'Sub', 'RealDiv', 'Div') or len(operator.inputs) != 2:
            break
        is_first = operator.inputs[0] is tensor
        value = constant(tf, operator.inputs[1 if is_first else 0])
        if value is None or numpy.size(value) > 4:
            break
        value = float(numpy.mean(value))
        if operator.type == 'Mul':
            scale, offset = scale * value, offset * value
        elif operator.type in ('Add', 'AddV2'):
            offset += value
        elif operator.type == 'Sub' and is_first:
            offset -= value
        elif operator.type == 'Sub':
            scale, offset = -scale, value - offset
        elif is_first and value != 0:
            scale, offset = scale / value, offset / value
        else:
            break
        tensor, found = operator.outputs[0], True
    return {'scale': scale, 'offset': offset} if found else None


def structure(graph):
    """Operators, parameters and multiply-accumulates."""
    nodes = [one for one in graph.get_operations() if one.type not in ('Placeholder', 'Const', 'NoOp', 'Identity')]
    weights = [one for one in graph.get_operations() if one.type == 'Const' and one.outputs[0].dtype.is_floating
               and one.outputs[0].shape.rank]
    kinds = {'Conv2D': slice(0, 3), 'DepthwiseConv2dNative': slice(0, 2), 'MatMul': slice(0, 1)}
    told = {'operators': count(one.type for one in nodes),
            'parameters': sum(size(one.outputs[0].shape) for one in weights)}
    try:
        told['macs'] = sum(size(one.outputs[0].shape) * size(one.inputs[1].shape[kinds[one.type]])
                           for one in nodes if one.type in kinds)
    except (TypeError, ValueError):
        pass
    return told
