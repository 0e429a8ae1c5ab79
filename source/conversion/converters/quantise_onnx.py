"""8-bit ONNX by onnxruntime's own quantiser: QuantizeLinear and DequantizeLinear around the operators, calibrated on frames."""
import os

import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class Frames(CalibrationDataReader):
    def __init__(self, name, frames):
        self.frames = iter([{name: frame[None]} for frame in frames])

    def get_next(self):
        return next(self.frames, None)


def quantise(source, target, frames, answers):
    """Weights by channel, activations by their extremes over the frames."""
    prepared = target + '.prepared'
    answers.tell(progress='preparing the graph')
    try:
        quant_pre_process(source, prepared, skip_symbolic_shape=True)
    except Exception:  # A graph that its optimiser does not take is quantised as it is.
        onnx.save(onnx.load(source), prepared)
    stored = {tensor.name for tensor in onnx.load(prepared).graph.initializer}
    name = next(value.name for value in onnx.load(prepared).graph.input if value.name not in stored)
    answers.tell(progress='calibrating on {} frames'.format(len(frames)))
    quantize_static(prepared, target, Frames(name, frames), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                    calibrate_method=CalibrationMethod.MinMax)
    os.remove(prepared)
