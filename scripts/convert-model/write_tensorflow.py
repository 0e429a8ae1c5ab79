"""The graph as a TensorFlow SavedModel and as TensorFlow Lite.

Inside, images are NHWC, which is what TensorFlow's CPU and mobile kernels are made for; the input stays as the manifest
says, with one transposition at the front.
"""
import tensorflow as tf

from graph import geometry


def channels_last(array):
    """A constant that is broadcast over NCHW, for NHWC."""
    if array.ndim == 3:
        array = array[None]
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def convolve(step, inputs):
    image, kernel = inputs[0], inputs[1]
    strides, dilations, group, (top, bottom, left, right) = geometry(step)
    if any((top, bottom, left, right)):
        same = [max((-(-size // stride) - 1) * stride + (length - 1) * dilation + 1 - size, 0)
                for size, stride, length, dilation in zip(image.shape[1:3], strides, kernel.shape[2:], dilations)]
        # TensorFlow's own padding is free, a Pad operator is not.
        if [(top, bottom), (left, right)] == [(total // 2, total - total // 2) for total in same]:
            padding = 'SAME'
        else:
            image, padding = tf.pad(image, [[0, 0], [top, bottom], [left, right], [0, 0]]), 'VALID'
    else:
        padding = 'VALID'
    if group == 1:
        result = tf.nn.conv2d(image, kernel.transpose(2, 3, 1, 0), strides, padding, dilations=dilations)
    elif group == image.shape[3] == kernel.shape[0]:
        result = tf.nn.depthwise_conv2d(image, kernel.transpose(2, 3, 0, 1), [1] + strides + [1], padding,
                                        dilations=dilations)
    else:
        raise ValueError('{}: a grouped convolution that is not depthwise is not taken'.format(step.output))
    return tf.nn.bias_add(result, inputs[2]) if len(inputs) > 2 else result


def flatten(image):
    if image.shape.rank == 4 and tuple(image.shape[1:3]) != (1, 1):
        image = tf.transpose(image, [0, 3, 1, 2])
    return tf.reshape(image, [1, -1])


def apply_step(step, inputs):
    if step.type == 'Conv':
        return convolve(step, inputs)
    if step.type == 'Gemm':
        return tf.nn.bias_add(tf.matmul(inputs[0], inputs[1], transpose_b=bool(step.attributes.get('transB'))), inputs[2])
    simple = {
        'Add': tf.add,
        'Sub': tf.subtract,
        'Mul': tf.multiply,
        'Div': tf.divide,
        'Relu': tf.nn.relu,
        'Sigmoid': tf.sigmoid,
        'Silu': tf.nn.silu,
        'GlobalAveragePool': lambda a: tf.reduce_mean(a, [1, 2], keepdims=True),
        'Flatten': flatten,
        'Softmax': tf.nn.softmax,
    }
    if step.type not in simple:
        raise ValueError('operator {} is not taken'.format(step.type))
    broadcast = step.type in ('Add', 'Sub', 'Mul', 'Div')
    return simple[step.type](*[channels_last(a) if broadcast and hasattr(a, 'transpose') else a for a in inputs])


def network(graph):
    module = tf.Module()

    def call(image):
        values = {graph.input: tf.transpose(image, [0, 2, 3, 1])}
        for step in graph.steps:
            inputs = [values[name] if name in values else graph.constants[name] for name in step.inputs]
            values[step.output] = apply_step(step, inputs)
        return {graph.output: values[graph.output]}

    module.call = tf.function(call, input_signature=[tf.TensorSpec(graph.shape, tf.float32, graph.input)])
    return module


def write_saved_model(graph, folder):
    module = network(graph)
    tf.saved_model.save(module, folder, signatures=module.call)


def write_tflite(graph, path):
    module = network(graph)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.call.get_concrete_function()], module)
    with open(path, 'wb') as file:
        file.write(converter.convert())
