"""The graph as a TensorFlow SavedModel and as TensorFlow Lite.

Inside, images are NHWC, which is what TensorFlow's CPU and mobile kernels are made for; the input stays as the manifest
says, with one transposition at the front. A value keeps its place of the channels as long as the operators leave it: what
needs ONNX's order of the axes gets it by a transposition back.
"""
import numpy
import tensorflow as tf

from graph import geometry, same_pads
from graph_errors import NotTaken


class Value:
    """A tensor, and whether its channels are last although ONNX has them second."""

    def __init__(self, tensor, is_last=False):
        self.tensor = tensor
        self.is_last = is_last

    @property
    def rank(self):
        return len(self.tensor.shape)

    def last(self):
        """The tensor with the channels last; of four axes alone."""
        return self.tensor if self.is_last else tf.transpose(self.tensor, [0, 2, 3, 1])

    def first(self):
        return tf.transpose(self.tensor, [0, 3, 1, 2]) if self.is_last else self.tensor


def channels_last(array):
    """A constant that is broadcast over NCHW, for NHWC."""
    while array.ndim < 4:
        array = array[None]
    return array.transpose(0, 2, 3, 1)


def padding_of(image, pads, lengths, strides, dilations, value=0.0):
    """TensorFlow's own padding is free, a Pad operator is not. Returns (image, word)."""
    if not any(side for both in pads for side in both):
        return image, 'VALID'
    same = [same_pads(*each) for each in zip(image.shape[1:3], lengths, strides, dilations)]
    if [tuple(both) for both in pads] == same:
        return image, 'SAME'
    return tf.pad(image, [[0, 0]] + [list(both) for both in pads] + [[0, 0]], constant_values=value), 'VALID'


def convolve(step, inputs):
    image, kernel = inputs[0].last(), inputs[1]
    if not isinstance(kernel, numpy.ndarray) or kernel.ndim != 4:
        raise NotTaken('operator Conv with computed weights or not over two dimensions')
    strides, dilations, pads = geometry(step, image.shape[1:3], kernel.shape[2:])
    image, padding = padding_of(image, pads, kernel.shape[2:], strides, dilations)
    group, channels = step.attributes.get('group', 1), image.shape[3]
    if group == 1:
        result = tf.nn.conv2d(image, kernel.transpose(2, 3, 1, 0), strides, padding, dilations=dilations)
    elif group == channels:
        height, width = kernel.shape[2:]
        depthwise = kernel.reshape(channels, -1, height, width).transpose(2, 3, 0, 1)
        result = tf.nn.depthwise_conv2d(image, depthwise, [1] + strides + [1], padding, dilations=dilations)
    else:
        parts = [tf.nn.conv2d(part, weights.transpose(2, 3, 1, 0), strides, padding, dilations=dilations)
                 for part, weights in zip(tf.split(image, group, 3), numpy.split(kernel, group))]
        result = tf.concat(parts, 3)
    return Value(tf.nn.bias_add(result, inputs[2]) if len(inputs) > 2 else result, True)


def pool(step, inputs):
    image = inputs[0].last()
    lengths = list(step.attributes['kernel_shape'])
    strides, dilations, pads = geometry(step, image.shape[1:3], lengths)
    if len(lengths) != 2 or (step.type == 'AveragePool' and any(one != 1 for one in dilations)):
        raise NotTaken('operator {} of this kind'.format(step.type))
    if step.type == 'MaxPool':
        image, padding = padding_of(image, pads, lengths, strides, dilations, image.dtype.min)
        return Value(tf.nn.pool(image, lengths, 'MAX', strides, padding, dilations=dilations)
                     if any(one != 1 for one in dilations) else tf.nn.max_pool2d(image, lengths, strides, padding), True)
    padded, padding = padding_of(image, pads, lengths, strides, dilations)
    if padding == 'SAME' and not step.attributes.get('count_include_pad'):
        return Value(tf.nn.avg_pool2d(image, lengths, strides, 'SAME'), True)
    if padding == 'SAME':
        padded = tf.pad(image, [[0, 0]] + [list(both) for both in pads] + [[0, 0]])
    mean = tf.nn.avg_pool2d(padded, lengths, strides, 'VALID')
    if padded is image or step.attributes.get('count_include_pad'):
        return Value(mean, True)
    ones = numpy.pad(numpy.ones(image.shape[1:3], numpy.float32), pads)[None, :, :, None]
    with tf.init_scope():
        share = tf.nn.avg_pool2d(ones, lengths, strides, 'VALID').numpy()
    return Value(mean / share, True)


def plain(one):
    return one.first() if isinstance(one, Value) else one


def elementwise(function):
    """Channels stay last where they are for one operand."""
    def two(left, right):
        values = [one for one in (left, right) if isinstance(one, Value)]
        if not any(one.is_last for one in values) or any(one.rank != 4 for one in values):
            return Value(function(plain(left), plain(right)))
        return Value(function(*[one.last() if isinstance(one, Value) else channels_last(one) for one in (left, right)]), True)

    def apply(step, inputs):
        result = inputs[0]
        for other in inputs[1:]:
            result = two(result, other)
        return result
    return apply


def unary(function):
    return lambda step, inputs: Value(function(inputs[0].tensor), inputs[0].is_last)


def with_axis(function):
    """For an operator along one axis."""
    def apply(step, inputs):
        values = [one for one in inputs if isinstance(one, Value)]
        axis = step.attributes['axis']
        is_last = all(one.rank == 4 for one in values) and any(one.is_last for one in values)
        if is_last:
            axis = (0, 3, 1, 2)[axis]
        tensors = [(one.last() if is_last else one.first()) if isinstance(one, Value)
                   else (channels_last(one) if is_last else one) for one in inputs]
        answer = function(step, tensors, axis)
        return [Value(one, is_last) for one in answer] if isinstance(answer, list) else Value(answer, is_last)
    return apply


def reduce(function):
    def apply(step, inputs):
        axes, keepdims, image = step.attributes['axes'], step.attributes['keepdims'], inputs[0]
        if image.is_last and (keepdims or axes in ([2, 3], [1, 2, 3])):
            places = sorted((0, 3, 1, 2)[axis] for axis in axes)
            return Value(function(image.tensor, places, keepdims=keepdims), keepdims)
        return Value(function(image.first(), axes, keepdims=keepdims))
    return apply


def over_picture(function):
    return lambda step, inputs: Value(function(inputs[0].last(), [1, 2], keepdims=True), True)


def gemm(step, inputs):
    a = step.attributes
    left, right = plain(inputs[0]), plain(inputs[1])
    product = tf.matmul(left, right, transpose_a=bool(a.get('transA')), transpose_b=bool(a.get('transB')))
    if a.get('alpha', 1.0) != 1.0:
        product = product * a['alpha']
    if len(inputs) < 3:
        return Value(product)
    bias = plain(inputs[2]) * a['beta'] if a.get('beta', 1.0) != 1.0 else plain(inputs[2])
    return Value(tf.nn.bias_add(product, bias) if len(bias.shape) == 1 else product + bias)


def clip(step, inputs):
    low, high = step.attributes['min'], step.attributes['max']
    tensor = inputs[0].tensor
    if (low, high) == (0.0, 6.0):
        tensor = tf.nn.relu6(tensor)
    else:
        tensor = tensor if low is None else tf.maximum(tensor, low)
        tensor = tensor if high is None else tf.minimum(tensor, high)
    return Value(tensor, inputs[0].is_last)


def pad(step, inputs):
    pads = step.attributes['pads']
    if inputs[0].is_last:
        pads = [pads[0], pads[2], pads[3], pads[1]]
    return Value(tf.pad(inputs[0].tensor, pads, constant_values=step.attributes['value']), inputs[0].is_last)


def transpose(step, inputs):
    perm = step.attributes['perm']
    if inputs[0].is_last and list(perm) == [0, 2, 3, 1]:
        return Value(inputs[0].tensor)
    return Value(tf.transpose(inputs[0].first(), perm))


def norm(step, inputs):
    image = inputs[0].first()
    axes = list(range(step.attributes.get('axis', -1) % len(image.shape), len(image.shape)))
    mean, variance = tf.nn.moments(image, axes, keepdims=True)
    result = (image - mean) * tf.math.rsqrt(variance + step.attributes.get('epsilon', 1e-5)) * inputs[1]
    return Value(result + inputs[2] if len(inputs) > 2 else result)


def instance_norm(step, inputs):
    image = inputs[0].last()
    mean, variance = tf.nn.moments(image, [1, 2], keepdims=True)
    return Value((image - mean) * tf.math.rsqrt(variance + step.attributes.get('epsilon', 1e-5)) * inputs[1] + inputs[2], True)


def lrn(step, inputs):
    a = step.attributes
    if a['size'] % 2 == 0:
        raise NotTaken('operator LRN of an even size')
    return Value(tf.nn.local_response_normalization(
        inputs[0].last(), a['size'] // 2, a.get('bias', 1.0), a.get('alpha', 1e-4) / a['size'], a.get('beta', 0.75)), True)


def gelu(step, inputs):
    return Value(tf.nn.gelu(inputs[0].tensor, step.attributes.get('approximate', b'none') == b'tanh'), inputs[0].is_last)


def hard_sigmoid(step, inputs):
    line = step.attributes.get('alpha', 0.2) * inputs[0].tensor + step.attributes.get('beta', 0.5)
    return Value(tf.clip_by_value(line, 0.0, 1.0), inputs[0].is_last)


def prelu(step, inputs):
    slope = inputs[1]
    product = elementwise(tf.multiply)(step, [Value(tf.nn.relu(-inputs[0].tensor), inputs[0].is_last), slope])
    return elementwise(tf.subtract)(step, [Value(tf.nn.relu(inputs[0].tensor), inputs[0].is_last), product])


APPLY = {
    'Conv': convolve, 'MaxPool': pool, 'AveragePool': pool, 'Gemm': gemm, 'Clip': clip, 'Pad': pad, 'Transpose': transpose,
    'LayerNormalization': norm, 'InstanceNormalization': instance_norm, 'LRN': lrn, 'Gelu': gelu,
    'HardSigmoid': hard_sigmoid, 'PRelu': prelu,
    'Add': elementwise(tf.add), 'Sub': elementwise(tf.subtract), 'Mul': elementwise(tf.multiply),
    'Div': elementwise(tf.divide), 'Pow': elementwise(tf.pow), 'Sum': elementwise(tf.add),
    'Max': elementwise(tf.maximum), 'Min': elementwise(tf.minimum),
    'MatMul': lambda step, inputs: Value(tf.matmul(plain(inputs[0]), plain(inputs[1]))),
    'Relu': unary(tf.nn.relu), 'Sigmoid': unary(tf.sigmoid), 'Silu': unary(tf.nn.silu), 'Tanh': unary(tf.tanh),
    'Erf': unary(tf.math.erf), 'Sqrt': unary(tf.sqrt), 'Exp': unary(tf.exp), 'Log': unary(tf.math.log),
    'Neg': unary(tf.negative), 'Abs': unary(tf.abs), 'Reciprocal': unary(tf.math.reciprocal),
    'Softplus': unary(tf.nn.softplus), 'HardSwish': unary(lambda x: x * tf.nn.relu6(x + 3.0) * (1.0 / 6.0)),
    'Mish': unary(lambda x: x * tf.tanh(tf.nn.softplus(x))),
    'LeakyRelu': lambda step, inputs: Value(tf.nn.leaky_relu(inputs[0].tensor, step.attributes.get('alpha', 0.01)),
                                            inputs[0].is_last),
    'Elu': lambda step, inputs: Value(tf.nn.elu(inputs[0].tensor), inputs[0].is_last),
    'ReduceMean': reduce(tf.reduce_mean), 'ReduceSum': reduce(tf.reduce_sum), 'ReduceMax': reduce(tf.reduce_max),
    'GlobalAveragePool': over_picture(tf.reduce_mean), 'GlobalMaxPool': over_picture(tf.reduce_max),
    'Softmax': with_axis(lambda step, tensors, axis: tf.nn.softmax(tensors[0], axis)),
    'LogSoftmax': with_axis(lambda step, tensors, axis: tf.nn.log_softmax(tensors[0], axis)),
    'Concat': with_axis(lambda step, tensors, axis: tf.concat(tensors, axis)),
    'Split': with_axis(lambda step, tensors, axis: list(tf.split(tensors[0], step.attributes['sizes'], axis))),
    'Gather': lambda step, inputs: Value(tf.gather(
        inputs[0].first(), numpy.where(step.attributes['indices'] < 0,
                                       step.attributes['indices'] + inputs[0].first().shape[step.attributes['axis']],
                                       step.attributes['indices']), axis=step.attributes['axis'])),
    'Slice': lambda step, inputs: Value(inputs[0].first()[tuple(step.attributes['slices'])]),
    'Reshape': lambda step, inputs: Value(tf.reshape(inputs[0].first(), step.attributes['shape'])),
    'Expand': lambda step, inputs: Value(tf.broadcast_to(inputs[0].first(), step.attributes['shape'])),
}


def network(graph):
    for step in graph.steps:
        if step.type not in APPLY:
            raise NotTaken('operator {}'.format(step.type))
    module = tf.Module()

    def call(image):
        values = {graph.input: Value(image)}
        for step in graph.steps:
            inputs = [values[name] if name in values else graph.constants[name] for name in step.inputs if name]
            if not isinstance(inputs[0], Value) and step.type not in ('Add', 'Sub', 'Mul', 'Div', 'Pow', 'MatMul', 'Concat'):
                inputs[0] = Value(tf.constant(inputs[0]))
            answer = APPLY[step.type](step, inputs)
            for name, one in zip(step.outputs, answer if isinstance(answer, list) else [answer]):
                values[name] = one
        return {graph.output: values[graph.output].first()}

    module.call = tf.function(call, input_signature=[tf.TensorSpec(graph.shape, tf.float32, argument(graph.input))])
    return module


def argument(name):
    """A name that TensorFlow takes for an argument."""
    return ''.join(letter if letter.isalnum() else '_' for letter in name) or 'image'


def write_saved_model(graph, folder):
    module = network(graph)
    tf.saved_model.save(module, folder, signatures=module.call)


def tflite_bytes(converter, precision, frames):
    """precision: float32, float16 (weights) or int8 (weights and activations, calibrated on frames)."""
    if precision != 'float32':
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == 'float16':
        converter.target_spec.supported_types = [tf.float16]
    elif precision == 'int8':
        converter.representative_dataset = lambda: ([frame[None]] for frame in frames)
    return converter.convert()


def write_tflite(graph, path, precision='float32', frames=None):
    module = network(graph)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.call.get_concrete_function()], module)
    with open(path, 'wb') as file:
        file.write(tflite_bytes(converter, precision, frames))


def saved_model_to_tflite(folder, path, precision='float32', frames=None):
    converter = tf.lite.TFLiteConverter.from_saved_model(folder)
    with open(path, 'wb') as file:
        file.write(tflite_bytes(converter, precision, frames))
