#!/usr/bin/env python3
"""Writes a model in another format. Started by edgetop; one request as JSON on stdin, answers as JSON lines on stdout.

Request: source, from, to (formats of a manifest), target (what to write), precision (float32, float16, int8), shape and
dtype of the input, input and output (names; may be missing), calibration (a file of float32 pictures, one after the other).
Answers: {"progress": text} as often as there is something to tell; then {"done": {"by": ..., "versions": {...}}} or
{"error": {"message": ..., "mend": ...}}. Whatever libraries print goes to stderr.
"""
import importlib
import json
import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)),
                os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'backends', 'python')]

from edgetop_worker import WorkerError, die_with_parent, find_module, one_line  # noqa: E402
from graph_errors import NotTaken  # noqa: E402


class Answers:
    """Lines to edgetop, on a descriptor that no library knows."""

    def __init__(self):
        self.sink = os.fdopen(os.dup(1), 'w', buffering=1, encoding='utf-8')
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def tell(self, **answer):
        self.sink.write(json.dumps(answer) + '\n')


def need(module, package=None):
    """Imports a library, or says what installs it."""
    return find_module(module, package or module)


def tensorflow():
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')
    import platform
    return need('tensorflow', 'tensorflow-cpu' if platform.machine() in ('x86_64', 'AMD64') else 'tensorflow')


def version_of(module):
    return str(getattr(sys.modules.get(module), '__version__', 'unknown')).split('-')[0]


class Converter:
    def __init__(self, request, answers):
        self.request = request
        self.answers = answers
        self.source, self.target = request['source'], request['target']
        self.shape = request['shape']
        self.precision = request.get('precision', 'float32')
        self.libraries = []

    def use(self, module, package=None):
        library = need(module, package)
        self.libraries.append((package or module, module.split('.')[0]))
        return library

    def frames(self):
        """Calibration pictures, in the shape of the model's input."""
        import numpy
        return numpy.fromfile(self.request['calibration'], numpy.float32).reshape([-1] + self.shape[1:])

    def only_float32(self):
        if self.precision != 'float32':
            raise WorkerError('a conversion from {} to {} keeps float32; {} is not offered'.format(
                self.request['from'], self.request['to'], self.precision))

    def graph(self):
        self.use('onnx')
        from graph import read_graph
        self.answers.tell(progress='reading the model')
        return read_graph(self.source, self.shape, self.request.get('output'))

    def onnx_to_torchscript(self):
        self.only_float32()
        self.use('onnx')
        self.use('torch')
        from write_torch import write_by_onnx2torch, write_torchscript
        try:
            graph = self.graph()
            self.answers.tell(progress='writing TorchScript')
            write_torchscript(graph, self.target)
            return 'edgetop'
        except NotTaken as first:
            try:
                importlib.import_module('onnx2torch')
            except ImportError:
                from edgetop_worker import install_command
                raise WorkerError('edgetop’s own writer does not take {}; onnx2torch takes more'.format(first),
                                  install_command('onnx2torch').replace('install onnx2torch', 'install --no-deps onnx2torch'))
            self.use('onnx2torch')
            self.answers.tell(progress='writing TorchScript by onnx2torch')
            try:
                write_by_onnx2torch(self.source, self.shape, self.target)
            except NotImplementedError as error:
                raise WorkerError('onnx2torch does not take it either ({}): {}'.format(first, one_line(error)))
            return 'onnx2torch'

    def onnx_to_saved_model(self):
        self.only_float32()
        tensorflow()
        self.use('tensorflow')
        graph = self.graph()
        from write_tensorflow import write_saved_model
        self.answers.tell(progress='writing the SavedModel')
        write_saved_model(graph, self.target)
        return 'edgetop'

    def onnx_to_tflite(self):
        tensorflow()
        self.use('tensorflow')
        graph = self.graph()
        from write_tensorflow import write_tflite
        self.answers.tell(progress='writing TensorFlow Lite')
        write_tflite(graph, self.target, self.precision, self.frames() if self.precision == 'int8' else None)
        return 'edgetop and TFLiteConverter'

    def saved_model_to_tflite(self):
        tensorflow()
        self.use('tensorflow')
        from write_tensorflow import saved_model_to_tflite
        self.answers.tell(progress='writing TensorFlow Lite')
        saved_model_to_tflite(self.source, self.target, self.precision,
                              self.frames() if self.precision == 'int8' else None)
        return 'TFLiteConverter'

    def to_openvino(self):
        library = self.use('openvino')
        self.answers.tell(progress='writing OpenVINO')
        if self.precision == 'int8':
            raise WorkerError('OpenVINO takes 8 bits from a quantised ONNX; convert --to onnx --precision int8')
        if self.request['from'] == 'torchscript':
            torch = self.use('torch')
            source = library.convert_model(torch.jit.load(self.source, map_location='cpu'),
                                           example_input=torch.zeros(self.shape))
        else:
            source = library.convert_model(self.source)
        library.save_model(source, self.target, compress_to_fp16=self.precision == 'float16')
        return 'ovc'

    def onnx_to_onnx(self):
        self.use('onnx')
        if self.precision == 'float16':
            self.use('onnxruntime')
            import onnx
            from onnxruntime.transformers.float16 import convert_float_to_float16
            self.answers.tell(progress='weights and arithmetic to float16')
            onnx.save(convert_float_to_float16(onnx.load(self.source), keep_io_types=True), self.target)
            return 'onnxruntime.transformers.float16'
        if self.precision != 'int8':
            raise WorkerError('an ONNX file needs no conversion to float32 ONNX')
        self.use('onnxruntime')
        from quantise_onnx import quantise
        quantise(self.source, self.target, self.frames(), self.answers)
        return 'onnxruntime.quantization'

    def tf_to_onnx(self):
        self.only_float32()
        self.use('onnx')
        self.use('tf2onnx')
        is_tflite = self.request['from'] == 'tflite'
        import tf2onnx.convert
        self.answers.tell(progress='writing ONNX by tf2onnx')
        if is_tflite:
            tf2onnx.convert.from_tflite(self.source, opset=17, output_path=self.target)
        elif os.path.isdir(self.source):
            tensorflow()
            sys.argv = ['tf2onnx', '--saved-model', self.source, '--opset', '17', '--output', self.target]
            tf2onnx.convert.main()
        else:
            tf = tensorflow()
            tf2onnx.convert.from_keras(tf.keras.models.load_model(self.source, compile=False), opset=17,
                                       output_path=self.target)
        return 'tf2onnx'

    def torchscript_to_onnx(self):
        self.only_float32()
        torch = self.use('torch')
        self.use('onnx')
        self.answers.tell(progress='writing ONNX by torch.onnx')
        model = torch.jit.load(self.source, map_location='cpu').eval()
        image = torch.zeros(self.shape)
        options = {'opset_version': 17 if tuple(int(one) for one in torch.__version__.split('.')[:2]) >= (2, 0) else 14,
                   'input_names': ['input'], 'output_names': ['output']}
        with torch.no_grad():
            if int(torch.__version__.split('.')[0]) < 2:
                torch.onnx.export(model, image, self.target, **options)
            else:
                torch.onnx.export(model, (image,), self.target, dynamo=False, **options)
        return 'torch.onnx'

    def run(self):
        source, to = self.request['from'], self.request['to']
        ways = {
            ('onnx', 'torchscript'): self.onnx_to_torchscript, ('onnx', 'saved-model'): self.onnx_to_saved_model,
            ('onnx', 'tflite'): self.onnx_to_tflite, ('onnx', 'openvino'): self.to_openvino,
            ('onnx', 'onnx'): self.onnx_to_onnx, ('tflite', 'onnx'): self.tf_to_onnx,
            ('saved-model', 'onnx'): self.tf_to_onnx, ('saved-model', 'tflite'): self.saved_model_to_tflite,
            ('torchscript', 'onnx'): self.torchscript_to_onnx, ('tflite', 'openvino'): self.to_openvino,
            ('saved-model', 'openvino'): self.to_openvino, ('torchscript', 'openvino'): self.to_openvino,
        }
        if (source, to) not in ways:
            raise WorkerError('there is no way from {} to {}'.format(source, to))
        by = ways[(source, to)]()
        return {'by': by, 'versions': {package: version_of(module) for package, module in self.libraries}}


def main():
    request = json.loads(sys.stdin.buffer.read().decode('utf-8'))
    die_with_parent()
    answers = Answers()
    try:
        done = Converter(request, answers).run()
    except NotTaken as error:
        answers.tell(error={'message': 'edgetop’s own writer does not take {}'.format(error)})
    except WorkerError as error:
        answers.tell(error={'message': one_line(error), 'mend': error.mend})
    except ModuleNotFoundError as error:  # Of a library itself: it came without all that it needs.
        from edgetop_worker import install_command
        name = str(error.name or '').split('.')[0]
        answers.tell(error={'message': one_line(error), 'mend': install_command(name) if name else None})
    except MemoryError:
        answers.tell(error={'message': 'out of memory'})
    except OSError as error:
        answers.tell(error={'message': one_line(error), 'errno': error.errno})
    except Exception as error:  # Whatever a library raises is told in one line.
        answers.tell(error={'message': '{}: {}'.format(type(error).__name__, one_line(error))[:600]})
    else:
        answers.tell(done=done)
    sys.stderr.flush()
    # Some libraries crash in their own exit handlers; everything of value has been said.
    answers.sink.flush()
    os._exit(0)


if __name__ == '__main__':
    main()
