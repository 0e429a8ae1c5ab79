"""The graph as TorchScript."""
import numpy
import torch
from torch.nn import functional

from graph import geometry
from graph_errors import NotTaken


def convolve(step, inputs):
    image, kernel = inputs[:2]
    if kernel.dim() != 4:
        raise NotTaken('operator Conv over {} dimensions'.format(kernel.dim() - 2))
    strides, dilations, pads = geometry(step, image.shape[2:], kernel.shape[2:])
    image, pad = even(image, pads, 0.0)
    bias = inputs[2] if len(inputs) > 2 else None
    return functional.conv2d(image, kernel, bias, strides, pad, dilations, step.attributes.get('group', 1))


def even(image, pads, value):
    """Padding that is the same on both sides is part of the operator; another one is made before it."""
    if all(before == after for before, after in pads):
        return image, tuple(before for before, _ in pads)
    (top, bottom), (left, right) = pads
    return functional.pad(image, (left, right, top, bottom), value=value), (0, 0)


def pool(step, inputs):
    image = inputs[0]
    lengths = list(step.attributes['kernel_shape'])
    if len(lengths) != 2:
        raise NotTaken('operator {} over {} dimensions'.format(step.type, len(lengths)))
    strides, dilations, pads = geometry(step, image.shape[2:], lengths)
    if step.type == 'MaxPool':
        # The operator's own padding may be half its window at most.
        (top, bottom), (left, right) = pads
        if any((top, bottom, left, right)):
            image = functional.pad(image, (left, right, top, bottom), value=float('-inf'))
        return functional.max_pool2d(image, lengths, strides, 0, dilations)
    if any(one != 1 for one in dilations):
        raise NotTaken('operator AveragePool with dilations')
    (top, bottom), (left, right) = pads
    padded = functional.pad(image, (left, right, top, bottom)) if any((top, bottom, left, right)) else image
    mean = functional.avg_pool2d(padded, lengths, strides)
    if step.attributes.get('count_include_pad') or padded is image:
        return mean
    share = functional.avg_pool2d(functional.pad(torch.ones_like(image[:1, :1]), (left, right, top, bottom)), lengths, strides)
    return mean / share


def gemm(step, inputs):
    a = step.attributes
    left = inputs[0].t() if a.get('transA') else inputs[0]
    weights = inputs[1] if a.get('transB') else inputs[1].t()
    alpha, beta = a.get('alpha', 1.0), a.get('beta', 1.0)
    bias = inputs[2] if len(inputs) > 2 else None
    if alpha == 1.0 and beta == 1.0 and (bias is None or bias.dim() == 1):
        return functional.linear(left, weights, bias)
    product = alpha * torch.matmul(left, weights.t())
    return product if bias is None else product + beta * bias


def clip(step, inputs):
    low, high = step.attributes['min'], step.attributes['max']
    return functional.relu6(inputs[0]) if (low, high) == (0.0, 6.0) else torch.clamp(inputs[0], low, high)


def pad(step, inputs):
    sides = [size for both in reversed(step.attributes['pads']) for size in both]
    return functional.pad(inputs[0], sides, value=step.attributes['value'])


def norm(step, inputs):
    axis = step.attributes.get('axis', -1) % inputs[0].dim()
    bias = inputs[2] if len(inputs) > 2 else None
    return functional.layer_norm(inputs[0], inputs[0].shape[axis:], inputs[1], bias, step.attributes.get('epsilon', 1e-5))


def instance_norm(step, inputs):
    return functional.instance_norm(inputs[0], weight=inputs[1], bias=inputs[2], eps=step.attributes.get('epsilon', 1e-5))


def take(step, inputs):
    index = torch.from_numpy(numpy.atleast_1d(step.attributes['indices']).astype(numpy.int64))
    axis = step.attributes['axis']
    size = inputs[0].shape[axis]
    taken = torch.index_select(inputs[0], axis, (index % size).reshape(-1))
    shape = list(inputs[0].shape[:axis]) + list(step.attributes['indices'].shape) + list(inputs[0].shape[axis + 1:])
    return taken.reshape(shape)


def cut(step, inputs):
    if any(one.step < 0 for one in step.attributes['slices']):
        raise NotTaken('operator Slice backwards')
    return inputs[0][tuple(step.attributes['slices'])]


def lrn(step, inputs):
    a = step.attributes
    return functional.local_response_norm(inputs[0], a['size'], a.get('alpha', 1e-4), a.get('beta', 0.75), a.get('bias', 1.0))


def prelu(step, inputs):
    return torch.where(inputs[0] >= 0, inputs[0], inputs[0] * inputs[1])


def reduce(function):
    return lambda step, inputs: function(inputs[0], dim=step.attributes['axes'], keepdim=step.attributes['keepdims'])


def unary(function):
    return lambda step, inputs: function(inputs[0])


def chain(function):
    def apply(step, inputs):
        result = inputs[0]
        for other in inputs[1:]:
            result = function(result, other)
        return result
    return apply


def gelu(step, inputs):
    if step.attributes.get('approximate', b'none') == b'none':
        return functional.gelu(inputs[0])
    return 0.5 * inputs[0] * (1 + torch.tanh(0.7978845608028654 * (inputs[0] + 0.044715 * inputs[0] ** 3)))


def hard_sigmoid(step, inputs):
    return torch.clamp(step.attributes.get('alpha', 0.2) * inputs[0] + step.attributes.get('beta', 0.5), 0, 1)


APPLY = {
    'Conv': convolve, 'MaxPool': pool, 'AveragePool': pool, 'Gemm': gemm, 'Clip': clip, 'Pad': pad,
    'LayerNormalization': norm, 'InstanceNormalization': instance_norm, 'Gather': take, 'Slice': cut, 'LRN': lrn,
    'PRelu': prelu, 'Gelu': gelu, 'HardSigmoid': hard_sigmoid,
    'MatMul': chain(torch.matmul), 'Add': chain(torch.add), 'Sub': chain(torch.sub), 'Mul': chain(torch.mul),
    'Div': chain(torch.div), 'Pow': chain(torch.pow), 'Sum': chain(torch.add),
    'Max': chain(torch.maximum), 'Min': chain(torch.minimum),
    'ReduceMean': reduce(torch.mean), 'ReduceSum': reduce(torch.sum), 'ReduceMax': reduce(torch.amax),
    'Relu': unary(functional.relu), 'Sigmoid': unary(torch.sigmoid), 'Silu': unary(functional.silu),
    'Tanh': unary(torch.tanh), 'Erf': unary(torch.erf), 'Sqrt': unary(torch.sqrt), 'Exp': unary(torch.exp),
    'Log': unary(torch.log), 'Neg': unary(torch.neg), 'Abs': unary(torch.abs), 'Reciprocal': unary(torch.reciprocal),
    'Softplus': unary(functional.softplus), 'HardSwish': unary(functional.hardswish), 'Mish': unary(functional.mish),
    'GlobalAveragePool': lambda step, inputs: inputs[0].mean(dim=[2, 3], keepdim=True),
    'GlobalMaxPool': lambda step, inputs: inputs[0].amax(dim=[2, 3], keepdim=True),
    'LeakyRelu': lambda step, inputs: functional.leaky_relu(inputs[0], step.attributes.get('alpha', 0.01)),
    'Elu': lambda step, inputs: functional.elu(inputs[0], step.attributes.get('alpha', 1.0)),
    'Softmax': lambda step, inputs: torch.softmax(inputs[0], step.attributes['axis']),
    'LogSoftmax': lambda step, inputs: torch.log_softmax(inputs[0], step.attributes['axis']),
    'Concat': lambda step, inputs: torch.cat(inputs, step.attributes['axis']),
    'Reshape': lambda step, inputs: inputs[0].reshape(step.attributes['shape']),
    'Expand': lambda step, inputs: inputs[0].expand(step.attributes['shape']),
    'Transpose': lambda step, inputs: inputs[0].permute(step.attributes['perm']),
    'Split': lambda step, inputs: torch.split(inputs[0], step.attributes['sizes'], step.attributes['axis']),
}


class Network(torch.nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.places = {}
        for index, (name, array) in enumerate(graph.constants.items()):
            self.places[name] = 'constant_{}'.format(index)
            self.register_buffer(self.places[name], torch.from_numpy(numpy.array(array)))

    def forward(self, image):
        values = {self.graph.input: image}

        def value(name):
            return values[name] if name in values else getattr(self, self.places[name])

        for step in self.graph.steps:
            answer = APPLY[step.type](step, [value(name) for name in step.inputs if name])
            for name, one in zip(step.outputs, answer if step.type == 'Split' else [answer]):
                values[name] = one
        return values[self.graph.output]


def write_torchscript(graph, path):
    for step in graph.steps:
        if step.type not in APPLY:
            raise NotTaken('operator {}'.format(step.type))
    save(Network(graph), graph.shape, path)


def save(network, shape, path):
    with torch.no_grad():
        traced = torch.jit.trace(network.eval(), torch.zeros(shape), check_trace=False)
        # Not frozen: constants could be neither moved to a GPU nor made 16-bit. The worker freezes what it has loaded.
        traced.save(path)


def write_by_onnx2torch(path, shape, target):
    """For graphs with operators that are not in the list here."""
    import onnx
    from onnx2torch import convert
    save(convert(onnx.load(path)), shape, target)
