"""The graph as TorchScript."""
import torch
from torch.nn import functional

from graph import geometry


class Network(torch.nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.places = {}
        for index, (name, array) in enumerate(graph.constants.items()):
            self.places[name] = 'constant_{}'.format(index)
            self.register_buffer(self.places[name], torch.from_numpy(array.copy()))

    def forward(self, image):
        values = {self.graph.input: image}

        def value(name):
            return values[name] if name in values else getattr(self, self.places[name])

        for step in self.graph.steps:
            values[step.output] = self.apply_step(step, [value(name) for name in step.inputs])
        return values[self.graph.output]

    @staticmethod
    def apply_step(step, inputs):
        if step.type == 'Conv':
            strides, dilations, group, (top, bottom, left, right) = geometry(step)
            image = inputs[0]
            pad = (top, left)
            if (top, left) != (bottom, right):
                image, pad = functional.pad(image, (left, right, top, bottom)), (0, 0)
            bias = inputs[2] if len(inputs) > 2 else None
            return functional.conv2d(image, inputs[1], bias, strides, pad, dilations, group)
        if step.type == 'Gemm':
            weights = inputs[1] if step.attributes.get('transB') else inputs[1].t()
            return functional.linear(inputs[0], weights, inputs[2])
        simple = {
            'Add': lambda a, b: a + b,
            'Sub': lambda a, b: a - b,
            'Mul': lambda a, b: a * b,
            'Div': lambda a, b: a / b,
            'Relu': functional.relu,
            'Sigmoid': torch.sigmoid,
            'Silu': functional.silu,
            'GlobalAveragePool': lambda a: functional.adaptive_avg_pool2d(a, 1),
            'Flatten': lambda a: torch.flatten(a, 1),
            'Softmax': lambda a: torch.softmax(a, 1),
        }
        if step.type not in simple:
            raise ValueError('operator {} is not taken'.format(step.type))
        return simple[step.type](*inputs)


def write_torchscript(graph, path):
    network = Network(graph).eval()
    with torch.no_grad():
        traced = torch.jit.trace(network, torch.zeros(graph.shape))
        # Freezing makes the weights constants, so that the runtime can fold them.
        torch.jit.freeze(traced).save(path)
