"""An ONNX graph of an image classifier as plain steps, for the writers of the other formats."""
from collections import namedtuple

import onnx
from onnx import numpy_helper

#: One operator: its type, names of inputs and output, attributes as Python values.
Step = namedtuple('Step', 'type inputs output attributes')

#: The one input and the one output by name, the input's shape, arrays by name, operators in order.
Graph = namedtuple('Graph', 'input shape output constants steps')

DTYPES = {1: 'float32', 10: 'float16'}


def read_graph(path):
    """Reads the model. Constants that are cast (float16 weights) are cast here, once; x·sigmoid(x) becomes one Silu.

    Raises ValueError for a graph with several inputs or outputs or an operator with several outputs.
    """
    graph = onnx.load(path).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in constants]
    if len(inputs) != 1 or len(graph.output) != 1:
        raise ValueError('takes models with one input and one output')
    shape = [size.dim_value or 1 for size in inputs[0].type.tensor_type.shape.dim]
    steps = []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if len(node.output) != 1:
            raise ValueError('{} with {} outputs is not taken'.format(node.op_type, len(node.output)))
        if node.op_type == 'Constant':
            constants[node.output[0]] = numpy_helper.to_array(attributes['value'])
        elif node.op_type == 'Cast' and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]].astype(DTYPES[attributes['to']])
        else:
            steps.append(Step(node.op_type, list(node.input), node.output[0], attributes))
    return Graph(inputs[0].name, shape, graph.output[0].name, constants, join_silu(steps))


def join_silu(steps):
    """x · sigmoid(x) is one operator in the other runtimes; as two, they would be slower than they are."""
    sigmoids = {step.output: step.inputs[0] for step in steps if step.type == 'Sigmoid'}
    joined = []
    for step in steps:
        if step.type == 'Mul':
            for gate, other in (step.inputs, step.inputs[::-1]):
                if sigmoids.get(gate) == other:
                    step = Step('Silu', [other], step.output, {})
                    break
        joined.append(step)
    used = {name for step in joined for name in step.inputs}
    return [step for step in joined if step.type != 'Sigmoid' or step.output in used]


def geometry(step):
    """(strides, dilations, group, (top, bottom, left, right)) of a convolution with explicit padding."""
    attributes = step.attributes
    if attributes.get('auto_pad', b'NOTSET') not in (b'NOTSET', b'VALID'):
        raise ValueError('{}: auto_pad is not taken'.format(step.output))
    top, left, bottom, right = attributes.get('pads', [0, 0, 0, 0])
    return (attributes.get('strides', [1, 1]), attributes.get('dilations', [1, 1]), attributes.get('group', 1),
            (top, bottom, left, right))
