"""What the graph of a SavedModel tells: what its first operators do to the pixels, operators, parameters, multiply-accumulates."""
from described_file import count, size

#: Operators that change no number, or hardly one: a resize, a crop.
PASSING = ('Identity', 'Cast', 'NoOp', 'StopGradient', 'PlaceholderWithDefault', 'EnsureShape', 'Reshape', 'Pad', 'PadV2',
           'StridedSlice', 'Slice', 'Transpose', 'ReverseV2', 'ResizeBilinear', 'ResizeBicubic', 'ResizeNearestNeighbor')
MOST_STEPS = 24


def frozen(tf, call, shape, dtype):
    """The graph of one picture of this shape with its functions inlined, and its variables as constants where that can be; None where TensorFlow cannot."""
    try:
        from tensorflow.python.framework import convert_to_constants as converter
        function = tf.function(call).get_concrete_function(tf.TensorSpec(shape, dtype))
    except Exception:  # Whatever its converter stumbles over: then nothing is told.
        return None
    try:
        return converter.convert_variables_to_constants_v2(function).graph
    except Exception:
        pass
    try:
        # A model that writes variables as it runs, as Keras's augmentation layers do with their seeds.
        graph = tf.Graph()
        with graph.as_default():
            tf.graph_util.import_graph_def(converter._run_inline_graph_optimization(function, False, True), name='')
        graph.variables_of = {inside.op.name: outside for outside, inside in function.graph.captures}
        for one in graph.get_operations():
            value = captured(tf, one.inputs[0].op, one.outputs[0].dtype) if one.type == 'ReadVariableOp' else None
            if value is not None:
                one.outputs[0].set_shape(value.shape)
        return graph
    except Exception:
        return None


def captured(tf, operator, dtype):
    """The numbers of what a graph that was not frozen takes from outside; None where it has none."""
    while operator.type == 'Identity':
        operator = operator.inputs[0].op
    outside = getattr(operator.graph, 'variables_of', {}).get(operator.name)
    if outside is None or not hasattr(outside, 'numpy'):
        return None
    return tf.raw_ops.ReadVariableOp(resource=outside, dtype=dtype).numpy() if outside.dtype == tf.resource else outside.numpy()


def constant(tf, tensor):
    """The numbers of a tensor that is constant, however it is reckoned; None for another."""
    value = tf.get_static_value(tensor)
    if value is not None:
        return value
    operator = tensor.op
    if operator.type == 'Placeholder':
        return captured(tf, operator, tensor.dtype)
    if operator.type == 'ReadVariableOp' and operator.inputs[0].dtype == tf.resource:
        return captured(tf, operator.inputs[0].op, tensor.dtype)
    if operator.type in ('Identity', 'ReadVariableOp', 'Cast', 'Reshape'):
        return constant(tf, operator.inputs[0])
    if operator.type in ('Sqrt', 'Maximum', 'Rsqrt'):
        parts = [constant(tf, one) for one in operator.inputs]
        if all(one is not None for one in parts):
            import numpy
            return {'Sqrt': lambda: numpy.sqrt(parts[0]), 'Rsqrt': lambda: 1 / numpy.sqrt(parts[0]),
                    'Maximum': lambda: numpy.maximum(parts[0], parts[1])}[operator.type]()
    return None


def step(tf, operator, tensor):
    """What an operator does to each number of one of its inputs, as (scale, offset); None where it is another thing."""
    import numpy
    if operator.type in PASSING:
        return 1.0, 0.0
    if operator.type not in ('Mul', 'Add', 'AddV2', 'Sub', 'RealDiv', 'Div') or len(operator.inputs) != 2:
        return None
    is_first = operator.inputs[0] is tensor
    value = constant(tf, operator.inputs[1 if is_first else 0])
    if value is None or numpy.size(value) > 4:
        return None
    value = float(numpy.mean(value))
    if operator.type == 'Mul':
        return value, 0.0
    if operator.type in ('Add', 'AddV2'):
        return 1.0, value
    if operator.type == 'Sub':
        return (1.0, -value) if is_first else (-1.0, value)
    return (1 / value, 0.0) if is_first and value != 0 else None


def is_random(graph):
    """Whether it draws numbers as it runs: a file that was exported as it is trained."""
    return any('Random' in one.type for one in graph.get_operations())


def affine(tf, graph):
    """What the first operators do to the pixels: {'scale', 'offset'}; None where they do nothing."""
    taken = getattr(graph, 'variables_of', {})
    pictures = [one for one in graph.get_operations()
                if one.type == 'Placeholder' and one.outputs[0].dtype != tf.resource and one.name not in taken]
    if len(pictures) != 1:
        return None
    tensor, scale, offset, found = pictures[0].outputs[0], 1.0, 0.0, False
    for _ in range(MOST_STEPS):
        users = [one for one in tensor.consumers() if one.type not in ('Shape', 'NoOp')]
        done = step(tf, users[0], tensor) if len(users) == 1 else None
        if done is None:
            break
        scale, offset = scale * done[0], offset * done[0] + done[1]
        tensor, found = users[0].outputs[0], found or users[0].type not in PASSING
    if not found and is_random(graph):
        return affine_before_network(tf, graph)
    return {'scale': scale, 'offset': offset} if found else None


def affine_before_network(tf, graph):
    """The same, read backwards from the first convolution, where pictures are turned and shifted at random before."""
    first = next((one for one in graph.get_operations() if one.type in ('Conv2D', 'DepthwiseConv2dNative')), None)
    if first is None:
        return None
    tensor, scale, offset, found = first.inputs[0], 1.0, 0.0, False
    for _ in range(MOST_STEPS):
        operator = tensor.op
        inputs = [one for one in operator.inputs if constant(tf, one) is None]
        done = step(tf, operator, inputs[0]) if len(inputs) == 1 else None
        if done is None:
            break
        scale, offset = scale * done[0], offset + scale * done[1]
        tensor, found = inputs[0], found or operator.type not in PASSING
    return {'scale': scale, 'offset': offset} if found else None


def structure(graph):
    """Operators, parameters and multiply-accumulates."""
    nodes = [one for one in graph.get_operations() if one.type not in ('Placeholder', 'Const', 'NoOp', 'Identity')]
    weights = [one for one in graph.get_operations() if one.type in ('Const', 'ReadVariableOp')
               and one.outputs[0].dtype.is_floating and one.outputs[0].shape.rank]
    kinds = {'Conv2D': slice(0, 3), 'DepthwiseConv2dNative': slice(0, 2), 'MatMul': slice(0, 1)}
    told = {'operators': count(one.type for one in nodes),
            'parameters': sum(size(one.outputs[0].shape) for one in weights)}
    try:
        told['macs'] = sum(size(one.outputs[0].shape) * size(one.inputs[1].shape[kinds[one.type]])
                           for one in nodes if one.type in kinds)
    except (TypeError, ValueError):
        pass
    return told
