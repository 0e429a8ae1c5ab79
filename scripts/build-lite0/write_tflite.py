"""The model as TensorFlow Lite, quantised to int8 by TensorFlow's converter: bytes in, bytes out."""
import tensorflow
from tensorflow.keras import Model, layers

import architecture as net


def convolution(weights, taken, layer):
    kernel, bias = net.folded(weights, layer)
    if layer.is_depthwise:
        made = layers.DepthwiseConv2D(layer.kernel, layer.stride, 'same')
        values = kernel.transpose(2, 3, 0, 1)
    else:
        made = layers.Conv2D(kernel.shape[0], layer.kernel, layer.stride, 'same')
        values = kernel.transpose(2, 3, 1, 0)
    given = made(taken)
    made.set_weights([values, bias])
    return given if layer.is_linear else layers.ReLU(6.0)(given)


def keras_model(weights):
    taken = layers.Input((net.SIZE, net.SIZE, 3), batch_size=1, name='input')
    given = convolution(weights, taken, net.STEM)
    for block in net.blocks():
        before = given
        for layer in block.layers:
            given = convolution(weights, given, layer)
        if block.is_residual:
            given = layers.Add()([given, before])
    given = layers.GlobalAveragePooling2D()(convolution(weights, given, net.HEAD))
    last = layers.Dense(net.CLASSES)
    given = last(given)
    last.set_weights([weights['_fc.weight'].T.astype('float32'), weights['_fc.bias'].astype('float32')])
    return Model(taken, layers.Softmax()(given))


def int8_model(weights, pictures):
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(keras_model(weights))
    converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([picture[None]] for picture in pictures)
    converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tensorflow.uint8
    converter.inference_output_type = tensorflow.uint8
    return converter.convert()
