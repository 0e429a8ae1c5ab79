"""The loops that people write today, one runtime each: the model alone, the same threads, random pixels.

Arguments: RUNTIME MODEL THREADS SECONDS. Prints one line of JSON: {"p50", "mean"} in ms with "version", or {"missing": reason}.
"""
import json
import sys
import time


def onnxruntime(model, threads):
    import numpy
    import onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(model, options, providers=['CPUExecutionProvider'])
    entry = session.get_inputs()[0]
    image = numpy.random.rand(1, 3, 224, 224).astype(numpy.float32)
    return lambda: session.run(None, {entry.name: image}), ort.__version__


def pytorch(model, threads):
    import torch
    import torchvision
    torch.set_num_threads(threads)
    network = torchvision.models.get_model(model, weights=None).eval()
    image = torch.rand(1, 3, 224, 224)

    def run():
        with torch.inference_mode():
            return network(image).numpy()

    return run, torch.__version__


def tensorflow(model, threads):
    import numpy
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = getattr(tf.keras.applications, model)(weights=None)
    call = tf.function(lambda image: network(image, training=False))
    image = numpy.random.rand(1, 224, 224, 3).astype(numpy.float32)
    return lambda: call(image).numpy(), tf.__version__


def litert(model, threads):
    import numpy
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        from tflite_runtime.interpreter import Interpreter
    interpreter = Interpreter(model_path=model, num_threads=threads)
    interpreter.allocate_tensors()
    entry = interpreter.get_input_details()[0]
    result = interpreter.get_output_details()[0]
    shape = [1 if size < 1 else int(size) for size in entry['shape']]
    image = (numpy.random.rand(*shape) * 100).astype(entry['dtype'])

    def run():
        interpreter.set_tensor(entry['index'], image)
        interpreter.invoke()
        return interpreter.get_tensor(result['index'])

    return run, None


def measure(run, version, seconds):
    end = time.perf_counter() + 2
    while time.perf_counter() < end:
        run()
    latencies = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        run()
        latencies.append((time.perf_counter() - began) * 1e3)
    told = {'p50': sorted(latencies)[len(latencies) // 2], 'mean': sum(latencies) / len(latencies)}
    return told if version is None else dict(told, version=version)


def main():
    runtime, model, threads, seconds = sys.argv[1:5]
    loops = {'onnxruntime': onnxruntime, 'pytorch': pytorch, 'tensorflow': tensorflow, 'litert': litert}
    try:
        answer = measure(*loops[runtime](model, int(threads)), float(seconds))
    except ImportError as error:
        answer = {'missing': str(error)}
    print(json.dumps(answer))


main()
