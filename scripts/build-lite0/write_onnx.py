"""The model as ONNX: first with float32 weights, then quantised to int8 (QDQ)."""
import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

import architecture as net


class Graph:
    """Nodes and weights as they are added; each step returns the name of what it gives."""

    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.initializers = []
        self.constant('zero', numpy.float32(0))
        self.constant('six', numpy.float32(6))

    def constant(self, name, values):
        self.initializers.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def node(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def convolution(self, taken, size, layer):
        kernel, bias = net.folded(self.weights, layer)
        out, before, after = net.same_padding(size, layer.kernel, layer.stride)
        name = layer.weight.removesuffix('.weight').strip('_').replace('.', '_')
        given = self.node(
            'Conv',
            [taken, self.constant(name + '_weight', kernel), self.constant(name + '_bias', bias)],
            name,
            kernel_shape=[layer.kernel] * 2,
            strides=[layer.stride] * 2,
            pads=[before, before, after, after],
            group=kernel.shape[0] if layer.is_depthwise else 1,
        )
        return (given if layer.is_linear else self.node('Clip', [given, 'zero', 'six'], name + '_relu6')), out


def float_model(weights):
    """Input (1, 3, 224, 224) float32, already normalised; output (1, 1000) probabilities."""
    graph = Graph(weights)
    given, size = graph.convolution('input', net.SIZE, net.STEM)
    for number, block in enumerate(net.blocks()):
        taken = given
        for layer in block.layers:
            given, size = graph.convolution(given, size, layer)
        if block.is_residual:
            given = graph.node('Add', [given, taken], f'block_{number}')
    given, size = graph.convolution(given, size, net.HEAD)
    given = graph.node('GlobalAveragePool', [given], 'pool')
    given = graph.node('Flatten', [given], 'flatten')
    weight = graph.constant('fc_weight', weights['_fc.weight'].astype('float32'))
    bias = graph.constant('fc_bias', weights['_fc.bias'].astype('float32'))
    given = graph.node('Gemm', [given, weight, bias], 'logits', transB=1)
    graph.node('Softmax', [given], 'probs', axis=1)
    return model_of(graph.nodes, graph.initializers, helper.make_tensor_value_info(
        'input', TensorProto.FLOAT, [1, 3, net.SIZE, net.SIZE]))


def model_of(nodes, initializers, taken):
    given = helper.make_tensor_value_info('probs', TensorProto.FLOAT, [1, net.CLASSES])
    graph = helper.make_graph(nodes, 'efficientnet-lite0', [taken], [given], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], producer_name='edgetop')
    model.ir_version = 7
    onnx.checker.check_model(model)
    return model


def outward(value):
    """Three significant digits, away from 0: the last bits of a float differ between CPUs, this does not."""
    if value == 0:
        return numpy.float32(0)
    step = 10.0 ** (numpy.floor(numpy.log10(abs(value))) - 2)
    return numpy.float32(numpy.sign(value) * numpy.ceil(abs(value) / step - 1e-3) * step)


def ranges_of(model, pictures, folder):
    """Smallest and largest value of every tensor over the pictures."""
    from onnxruntime.quantization.calibrate import CalibrationDataReader, TensorData, TensorsData, create_calibrator

    class Pictures(CalibrationDataReader):
        def __init__(self):
            self.left = iter(pictures)

        def get_next(self):
            picture = next(self.left, None)
            return None if picture is None else {'input': picture.transpose(2, 0, 1)[None]}

    onnx.save(model, f'{folder}/float.onnx')
    calibrator = create_calibrator(f'{folder}/float.onnx', augmented_model_path=f'{folder}/ranges.onnx')
    calibrator.collect_data(Pictures())
    found = calibrator.compute_data()
    ranges = {name: tuple(outward(float(end)) for end in data.range_value) for name, data in found.items()}
    # The input is a byte: its range is that of all bytes.
    low = -net.INPUT_ZERO_POINT * net.INPUT_SCALE
    ranges['input'] = (numpy.float32(low), numpy.float32(low + 255 * net.INPUT_SCALE))
    return TensorsData(found.calibration_method, {
        name: TensorData(lowest=numpy.array(low), highest=numpy.array(high)) for name, (low, high) in ranges.items()})


def int8_model(model, pictures, folder):
    """Weights int8 a channel, activations uint8 a tensor; input (1, 224, 224, 3) bytes, output float32 probabilities.

    On x86 CPUs without VNNI, onnxruntime's sums of two such products may not fit into 16 bits; its session option
    `x64quantprecision` mends that. With weights of 7 bits they always fit, but hits on 89 photographs fall from 84 to 77.
    """
    from onnxruntime.quantization import QuantType
    from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

    quantizer = QDQQuantizer(
        onnx.load_model_from_string(model.SerializeToString()),
        per_channel=True,
        reduce_range=False,
        weight_qType=QuantType.QInt8,
        activation_qType=QuantType.QUInt8,
        tensors_range=ranges_of(model, pictures, folder),
        nodes_to_quantize=[],
        # The scores stay float: in bytes most small ones would be tied.
        nodes_to_exclude=['probs'],
        op_types_to_quantize=['Conv', 'Clip', 'Add', 'GlobalAveragePool', 'Flatten', 'Gemm'],
        extra_options={'OpTypesToExcludeOutputQuantization': ['Gemm']},
    )
    quantizer.quantize_model()
    quantizer.model.topological_sort()
    graph = quantizer.model.model.graph
    [first] = [node for node in graph.node if node.op_type == 'QuantizeLinear' and node.input[0] == 'input']
    transpose = helper.make_node('Transpose', ['input'], list(first.output), name='channels_first', perm=[0, 3, 1, 2])
    nodes = [transpose, *(node for node in graph.node if node.name != first.name)]
    used = {name for node in nodes for name in node.input}
    return model_of(nodes, [one for one in graph.initializer if one.name in used], helper.make_tensor_value_info(
        'input', TensorProto.UINT8, [1, net.SIZE, net.SIZE, 3]))
