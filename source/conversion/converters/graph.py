"""An ONNX graph of an image classifier as plain steps, for the writers of the other formats.

What ONNX says in several ways over its versions is said in one way here: operands that must be constants are attributes,
shapes are known, operators on constants are computed, a normalisation behind a convolution is part of its weights.
"""
from collections import namedtuple

import numpy
import onnx
from onnx import helper, numpy_helper

from graph_errors import NotTaken

#: One operator: its type, names of inputs and outputs, attributes as Python values.
Step = namedtuple('Step', 'type inputs outputs attributes')

#: The one input and the one output by name, the input's shape, float32 arrays by name, operators in order, ranks by name.
Graph = namedtuple('Graph', 'input shape output constants steps ranks')


FLOATS = (1, 10, 11, 16)
# Beyond these a computed constant is no shape but a feature map.
MOST_FOLDED = 2 ** 27
# How deep shapes may be computed from shapes.
MOST_ROUNDS = 8


def attributes_of(node):
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def open_model(path, shape):
    """The model with its input at one shape, and the shapes of all values as far as they can be known."""
    model = onnx.load(path)
    stored = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in stored]
    if len(inputs) != 1:
        raise NotTaken('the model has {} inputs; one picture is what is converted'.format(len(inputs)))
    tensor = inputs[0].type.tensor_type
    wanted = list(shape) if shape else [size.dim_value or 1 for size in tensor.shape.dim]
    tensor.ClearField('shape')
    for size in wanted:
        tensor.shape.dim.add().dim_value = size
    for value in model.graph.output:
        value.type.tensor_type.ClearField('shape')
    # Before version 4 every constant had to be an input, too.
    model.ir_version = max(model.ir_version, 8)
    # Shapes that are computed from shapes become known step by step.
    for _ in range(MOST_ROUNDS):
        model = with_shapes(model)
        if not fold_constants(model):
            break
    return model, inputs[0].name, wanted


def with_shapes(model):
    del model.graph.value_info[:]
    try:
        return onnx.shape_inference.infer_shapes(model, data_prop=True)
    except Exception:  # Shapes that are not known are asked for where they are needed.
        return model


def dims_of(graph):
    """Sizes of every value by its name; None for one that is not known."""
    return {value.name: [size.dim_value if size.HasField('dim_value') else None
                         for size in value.type.tensor_type.shape.dim]
            for value in list(graph.input) + list(graph.value_info) + list(graph.output)
            if value.type.tensor_type.HasField('shape')}


def fold_constants(model):
    """Computes the operators whose operands are constants. Returns whether there were any."""
    graph = model.graph
    opset = opset_of(model)
    dims = dims_of(graph)
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    rest, before = [], len(constants)
    for node in graph.node:
        answer = constant_of(node, constants, dims, opset)
        if answer is None:
            rest.append(node)
        else:
            for name, array in answer.items():
                constants[name] = array
                graph.initializer.append(numpy_helper.from_array(array, name))
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in rest]
    del graph.node[:]
    graph.node.extend(copies)
    return len(constants) > before


def constant_of(node, constants, dims, opset):
    """The outputs of an operator by name, where they are constant; else None."""
    if node.op_type == 'Constant':
        return {node.output[0]: constant_value(attributes_of(node))}
    if node.op_type == 'Shape' and all(size is not None for size in dims.get(node.input[0], [None])):
        a = attributes_of(node)
        return {node.output[0]: numpy.array(dims[node.input[0]][a.get('start', 0):a.get('end')], numpy.int64)}
    if node.domain not in ('', 'ai.onnx') or not node.input or any(name and name not in constants for name in node.input):
        return None
    from onnx.reference import ReferenceEvaluator
    given = list(dict.fromkeys(name for name in node.input if name))
    named = [name for name in node.output if name]
    inputs = [helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(constants[name].dtype), None)
              for name in given]
    outputs = [helper.make_tensor_value_info(name, 0, None) for name in named]
    single_node = helper.make_model(helper.make_graph([node], 'constant', inputs, outputs),
                                    opset_imports=[helper.make_opsetid('', opset)])
    try:
        answers = ReferenceEvaluator(single_node).run(None, {name: constants[name] for name in given})
    except Exception as error:
        raise NotTaken('operator {} on constants: {}'.format(node.op_type, str(error).split('\n')[0][:120]))
    if sum(numpy.size(one) for one in answers) > MOST_FOLDED:
        raise NotTaken('operator {} makes a constant of {} numbers'.format(node.op_type, numpy.size(answers[0])))
    return {name: numpy.asarray(answer) for name, answer in zip(named, answers)}


def opset_of(model):
    return max([one.version for one in model.opset_import if one.domain in ('', 'ai.onnx')] or [1])


class Reader:
    """Walks the graph once."""

    def __init__(self, model, input_name, shape):
        graph = model.graph
        self.opset = opset_of(model)
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.dims = dims_of(graph)
        self.dims[input_name] = list(shape)
        self.alias = {}
        self.steps = []
        self.types = {value.name: value.type.tensor_type.elem_type for value in graph.value_info}
        self.types[input_name] = 1

    def shape(self, name, what):
        dims = self.dims.get(name)
        if dims is None or any(size is None for size in dims):
            raise NotTaken('{} of {}: its shape is not known before it runs'.format(what, name))
        return dims

    def rank(self, name):
        if name in self.constants:
            return self.constants[name].ndim
        return None if self.dims.get(name) is None else len(self.dims[name])

    def constant(self, name, what):
        if name not in self.constants:
            raise NotTaken('{} with a computed operand ({})'.format(what, name))
        return self.constants[name]

    def numbers(self, name, what):
        return [int(one) for one in numpy.asarray(self.constant(name, what)).reshape(-1)]

    def node(self, node):
        kind = node.op_type
        if node.domain not in ('', 'ai.onnx'):
            raise NotTaken('operator {}.{}'.format(node.domain, kind))
        names = [self.alias.get(name, name) for name in node.input]
        attributes = attributes_of(node)
        if kind in ('Identity', 'Dropout') or self.is_float_cast(kind, attributes, names):
            self.alias[node.output[0]] = names[0]
        else:
            self.steps.append(self.step(kind, names, [name for name in node.output if name], attributes))

    def is_float_cast(self, kind, attributes, names):
        return kind == 'Cast' and attributes['to'] in FLOATS and self.types.get(names[0], 1) in FLOATS

    def step(self, kind, names, outputs, attributes):
        """One step in the words of this file."""
        a = dict(attributes)

        def moved(key, place, default=None):
            """An operand that older versions have as an attribute."""
            if len(names) > place and names[place]:
                return self.numbers(names[place], kind)
            return [int(one) for one in a[key]] if key in a else default

        taken = names[:1]
        if kind == 'Clip':
            limits = [float(self.constant(names[place], kind).reshape(-1)[0]) if len(names) > place and names[place]
                      else a.get(key) for place, key in ((1, 'min'), (2, 'max'))]
            return Step(kind, taken, outputs, {'min': limits[0], 'max': limits[1]})
        if kind in ('Squeeze', 'Unsqueeze'):
            axes = moved('axes', 1)
            return self.reshaped(kind, names[0], outputs, axes)
        if kind == 'Flatten':
            dims = self.shape(names[0], kind)
            axis = a.get('axis', 1) % (len(dims) + 1)
            return Step('Reshape', taken, outputs, {'shape': [int(numpy.prod(dims[:axis])), -1]})
        if kind == 'Reshape':
            shape = moved('shape', 1)
            known = self.dims.get(names[0]) or []
            sizes = [known[place] if size == 0 and not a.get('allowzero') else size for place, size in enumerate(shape)]
            out = self.dims.get(outputs[0])
            if any(size is None for size in sizes) and out:
                sizes = out
            return Step(kind, taken, outputs, {'shape': [int(size) for size in sizes]})
        if kind.startswith('Reduce'):
            axes = moved('axes', 1)
            rank = len(self.shape(names[0], kind))
            axes = sorted(axis % rank for axis in (range(rank) if axes is None else axes))
            return Step(kind, taken, outputs, {'axes': axes, 'keepdims': bool(a.get('keepdims', 1))})
        if kind == 'Slice':
            starts, ends = moved('starts', 1), moved('ends', 2)
            rank = len(self.shape(names[0], kind))
            axes = moved('axes', 3, list(range(len(starts))))
            strides = moved('steps', 4, [1] * len(starts))
            slices = [slice(None)] * rank
            for axis, start, end, stride in zip(axes, starts, ends, strides):
                size = self.dims[names[0]][axis]
                slices[axis % rank] = slice(*slice(start, end, stride).indices(size))
            return Step(kind, taken, outputs, {'slices': slices})
        if kind == 'Pad':
            if a.get('mode', b'constant') != b'constant':
                raise NotTaken('operator Pad with mode {}'.format(a['mode'].decode()))
            pads = moved('pads', 1)
            value = float(self.constant(names[2], kind).reshape(-1)[0]) if len(names) > 2 and names[2] else a.get('value', 0.0)
            rank = self.rank(names[0])
            axes = [axis % rank for axis in moved('axes', 3, list(range(rank)))]
            both = [(0, 0)] * rank
            for place, axis in enumerate(axes):
                both[axis] = (pads[place], pads[place + len(axes)])
            return Step(kind, taken, outputs, {'pads': both, 'value': value})
        if kind == 'Split':
            axis = a.get('axis', 0)
            size = self.shape(names[0], kind)[axis]
            sizes = moved('split', 1) or [-(-size // len(outputs))] * len(outputs)
            sizes[-1] = size - sum(sizes[:-1])
            return Step(kind, taken, outputs, {'axis': axis % len(self.dims[names[0]]), 'sizes': sizes})
        if kind in ('Softmax', 'LogSoftmax'):
            rank = len(self.shape(names[0], kind))
            axis = a.get('axis', -1 if self.opset >= 13 else 1) % rank
            # Before version 13 all axes from this one on counted as one.
            axes = list(range(axis, rank)) if self.opset < 13 else [axis]
            if any(self.dims[names[0]][one] != 1 for one in axes[1:]):
                raise NotTaken('operator {} over several axes'.format(kind))
            return Step(kind, taken, outputs, {'axis': axis})
        if kind == 'Concat':
            rank = self.rank(outputs[0]) or self.rank(names[0])
            return Step(kind, names, outputs, {'axis': a['axis'] % rank})
        if kind == 'Gather':
            index = self.constant(names[1], kind)
            return Step(kind, taken, outputs, {'axis': a.get('axis', 0) % len(self.shape(names[0], kind)), 'indices': index})
        if kind == 'Transpose':
            rank = len(self.shape(names[0], kind))
            return Step(kind, taken, outputs, {'perm': list(a.get('perm', range(rank)[::-1]))})
        if kind == 'Expand':
            return Step(kind, taken, outputs, {'shape': self.shape(outputs[0], kind)})
        return Step(kind, names, outputs, a)

    def reshaped(self, kind, name, outputs, axes):
        dims = self.shape(name, kind)
        if kind == 'Squeeze':
            gone = {axis % len(dims) for axis in axes} if axes else {place for place, size in enumerate(dims) if size == 1}
            shape = [size for place, size in enumerate(dims) if place not in gone]
        else:
            rank = len(dims) + len(axes)
            new = {axis % rank for axis in axes}
            rest = iter(dims)
            shape = [1 if place in new else next(rest) for place in range(rank)]
        return Step('Reshape', [name], outputs, {'shape': shape})


def constant_value(attributes):
    for key, kind in (('value_float', numpy.float32), ('value_int', numpy.int64)):
        if key in attributes:
            return numpy.array(attributes[key], kind)
    for key, kind in (('value_floats', numpy.float32), ('value_ints', numpy.int64)):
        if key in attributes:
            return numpy.array(list(attributes[key]), kind)
    if 'value' not in attributes:
        raise NotTaken('operator Constant of this kind')
    return numpy_helper.to_array(attributes['value'])


def read_graph(path, shape=None, output=None):
    """Reads the model.

    shape: of its input, where the file leaves it open. output: the one that is wanted, by name; else the first.
    Raises NotTaken for what the writers cannot take.
    """
    model, input_name, shape = open_model(path, shape)
    graph = model.graph
    names = [value.name for value in graph.output]
    if output not in names:
        output = names[0]
    reader = Reader(model, input_name, shape)
    wanted = needed(graph, output)
    for node in graph.node:
        if any(name in wanted for name in node.output):
            reader.node(node)
    final = reader.alias.get(output, output)
    constants = {name: single(array) for name, array in reader.constants.items()}
    steps = fold_normalisations(reader.steps, constants, final)
    steps = join_silu(split_normalisations(steps, constants, reader), final)
    used = {name for step in steps for name in step.inputs}
    ranks = {name: reader.rank(name) for name in used}
    return Graph(input_name, shape, final, {name: constants[name] for name in used if name in constants}, steps, ranks)


def single(array):
    """float32 for every float: what the runtimes compute in."""
    return array.astype(numpy.float32) if array.dtype.kind == 'f' else array


def needed(graph, output):
    """Names of the values that the output is computed from."""
    makers = {name: node for node in graph.node for name in node.output}
    wanted, open_names = set(), [output]
    while open_names:
        name = open_names.pop()
        if name in wanted or name not in makers:
            continue
        wanted.update(makers[name].output)
        open_names.extend(makers[name].input)
    return wanted


def scale_and_shift(step, constants):
    scale, bias, mean, variance = (constants[name].astype(numpy.float64) for name in step.inputs[1:5])
    factor = scale / numpy.sqrt(variance + step.attributes.get('epsilon', 1e-5))
    return factor, bias - mean * factor


def fold_normalisations(steps, constants, final):
    """A BatchNormalization that alone uses a convolution becomes part of its weights."""
    uses = {}
    for step in steps:
        for name in step.inputs:
            uses[name] = uses.get(name, 0) + 1
    makers = {step.outputs[0]: place for place, step in enumerate(steps)}
    folded = list(steps)
    for place, step in enumerate(steps):
        if step.type != 'BatchNormalization' or any(name not in constants for name in step.inputs[1:5]):
            continue
        before = folded[makers[step.inputs[0]]] if step.inputs[0] in makers else None
        if (before is None or before.type != 'Conv' or uses[step.inputs[0]] != 1 or step.inputs[0] == final or
                any(name not in constants for name in before.inputs[1:] if name)):
            continue
        factor, shift = scale_and_shift(step, constants)
        kernel = constants[before.inputs[1]].astype(numpy.float64)
        bias = constants[before.inputs[2]].astype(numpy.float64) if len(before.inputs) > 2 and before.inputs[2] else 0.0
        names = ['{}/{}'.format(step.outputs[0], part) for part in ('kernel', 'bias')]
        constants[names[0]] = (kernel * factor.reshape([-1] + [1] * (kernel.ndim - 1))).astype(numpy.float32)
        constants[names[1]] = (bias * factor + shift).astype(numpy.float32)
        folded[makers[step.inputs[0]]] = None
        folded[place] = Step('Conv', [before.inputs[0]] + names, step.outputs[:1], before.attributes)
    return [step for step in folded if step is not None]


def split_normalisations(steps, constants, reader):
    """The other BatchNormalizations are a product and a sum."""
    done = []
    for step in steps:
        if step.type != 'BatchNormalization':
            done.append(step)
            continue
        factor, shift = scale_and_shift(step, constants)
        rank = len(reader.shape(step.inputs[0], step.type))
        made = []
        for part, array in (('factor', factor), ('shift', shift)):
            name = '{}/{}'.format(step.outputs[0], part)
            constants[name] = array.reshape([1, -1] + [1] * (rank - 2)).astype(numpy.float32)
            made.append(name)
        product = step.outputs[0] + '/product'
        reader.dims[product] = reader.dims[step.inputs[0]]
        done.append(Step('Mul', [step.inputs[0], made[0]], [product], {}))
        done.append(Step('Add', [product, made[1]], step.outputs[:1], {}))
    return done


def join_silu(steps, final):
    """x · sigmoid(x) is one operator in the other runtimes; as two, they would be slower than they are."""
    sigmoids = {step.outputs[0]: step.inputs[0] for step in steps if step.type == 'Sigmoid'}
    joined = []
    for step in steps:
        if step.type == 'Mul':
            for gate, other in (step.inputs, step.inputs[::-1]):
                if sigmoids.get(gate) == other:
                    step = Step('Silu', [other], step.outputs, {})
                    break
        joined.append(step)
    used = {name for step in joined for name in step.inputs} | {final}
    return [step for step in joined if step.type != 'Sigmoid' or step.outputs[0] in used]


def same_pads(size, length, stride, dilation):
    """(before, after) of padding that keeps the size, the odd one behind: TensorFlow's SAME."""
    total = max((-(-size // stride) - 1) * stride + (length - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def geometry(step, sizes, lengths):
    """(strides, dilations, [(before, after)] a side) of a window. sizes: height and width of the image."""
    a = step.attributes
    count = len(lengths)
    strides, dilations = list(a.get('strides', [1] * count)), list(a.get('dilations', [1] * count))
    auto = a.get('auto_pad', b'NOTSET')
    if auto in (b'SAME_UPPER', b'SAME_LOWER'):
        pads = [same_pads(*each) for each in zip(sizes, lengths, strides, dilations)]
        return strides, dilations, pads if auto == b'SAME_UPPER' else [one[::-1] for one in pads]
    given = [0] * 2 * count if auto == b'VALID' else list(a.get('pads', [0] * 2 * count))
    pads = list(zip(given[:count], given[count:]))
    if a.get('ceil_mode'):
        for place, (size, length, stride, dilation) in enumerate(zip(sizes, lengths, strides, dilations)):
            before, after = pads[place]
            rest = (size + before + after - (length - 1) * dilation - 1) % stride
            if rest:
                pads[place] = (before, after + stride - rest)
    return strides, dilations, pads
