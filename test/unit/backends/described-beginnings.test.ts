/* What a file of another format does to the pixels before its first layer, as its runtime tells. */
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {temporaryFolder} from '../frames/images.js';
import {describeFile, makeWith, needsRuntime, openDescribed} from './described.js';

const folder = temporaryFolder();
afterAll(folder.remove);
const place = (name: string): string => path.join(folder.path, name);

test("OpenVINO's PrePostProcessor: a mean in the graph, a division in the weights or the graph", async context => {
	await needsRuntime(context, 'openvino');
	makeWith(
		folder.path,
		`
import numpy
import openvino
from openvino import Layout, Type
from openvino.preprocess import PrePostProcessor
try:
    from openvino import opset13 as ops
except ImportError:
    from openvino.runtime import opset13 as ops

def save(name, prepare):
    picture = ops.parameter([1, 3, 16, 16], numpy.float32, name='picture')
    weights = numpy.random.RandomState(1).standard_normal((5, 3, 3, 3)).astype(numpy.float32)
    layer = ops.convolution(picture, ops.constant(weights), [1, 1], [0, 0], [0, 0], [1, 1])
    model = openvino.Model([ops.reduce_mean(layer, ops.constant([2, 3]))], [picture], name)
    work = PrePostProcessor(model)
    work.input().model().set_layout(Layout('NCHW'))
    prepare(work.input())
    openvino.save_model(work.build(), ${JSON.stringify(folder.path)} + '/' + name + '.xml')

def mean(one):
    one.tensor().set_layout(Layout('NCHW'))
    one.preprocess().mean([123.675, 116.28, 103.53]).scale([58.395, 57.12, 57.375])

def scale(one):
    one.tensor().set_layout(Layout('NCHW'))
    one.preprocess().scale(255.0)

def bytes(one):
    one.tensor().set_element_type(Type.u8).set_layout(Layout('NHWC'))
    one.preprocess().convert_element_type(Type.f32).mean(127.5).scale(127.5)

def nothing(one):
    one.tensor().set_layout(Layout('NCHW'))

for name, prepare in (('mean', mean), ('scale', scale), ('bytes', bytes), ('nothing', nothing)):
    save(name, prepare)
`,
	);
	for (const name of ['mean', 'scale', 'bytes']) {
		const {manifest} = await openDescribed(place(`${name}.xml`));
		expect(manifest.preprocessing, name).toMatchObject({scale: 1, mean: [0, 0, 0], std: [1, 1, 1]});
	}

	const {guesses} = await openDescribed(place('nothing.xml'));
	expect(guesses.join('\n')).toContain('NCHW is a habit of PyTorch');
});

test('Keras: crop and resize before the Rescaling, in a file and in a SavedModel', async context => {
	await needsRuntime(context, 'saved-model');
	makeWith(
		folder.path,
		`
import tensorflow as tf
layers = tf.keras.layers
model = tf.keras.Sequential([
    layers.Input((40, 40, 3)), layers.CenterCrop(36, 36), layers.Resizing(32, 32), layers.Rescaling(1 / 255),
    layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(3)])
model.save(${JSON.stringify(place('crop.keras'))})
model.export(${JSON.stringify(place('crop'))})
`,
	);
	for (const name of ['crop.keras', 'crop']) {
		const {manifest, guesses} = await openDescribed(place(name));
		expect(manifest.preprocessing, name).toMatchObject({scale: 1, mean: [0, 0, 0]});
		expect(guesses.join('\n')).toContain('the graph normalises by itself');
	}
});

test('TFLite: with its size left open it is tried at one that it can run with', async context => {
	await needsRuntime(context, 'saved-model');
	await needsRuntime(context, 'tflite');
	makeWith(
		folder.path,
		`
import tensorflow as tf
layers = tf.keras.layers
net = tf.keras.Sequential([
    layers.Input((None, None, 3)), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(3, activation='softmax')])
with open(${JSON.stringify(place('open.tflite'))}, 'wb') as file:
    file.write(tf.lite.TFLiteConverter.from_keras_model(net).convert())
`,
	);
	const {manifest} = await openDescribed(place('open.tflite'));
	expect(manifest.output).toMatchObject({kind: 'probabilities', classes: 3});
});

test('Keras: a SavedModel that draws at random as it runs still says what its layers do, and is said to', async context => {
	await needsRuntime(context, 'saved-model');
	makeWith(
		folder.path,
		`
import tensorflow as tf
layers = tf.keras.layers
net = tf.keras.Sequential([
    layers.Input((32, 32, 3)), layers.RandomFlip('horizontal'), layers.RandomRotation(0.1), layers.Rescaling(1 / 255),
    layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(3)])
@tf.function(input_signature=[tf.TensorSpec((None, 32, 32, 3), tf.float32)])
def serve(image):
    return {'scores': net(image, training=True)}
module = tf.Module()
module.variables_ = net.variables
module.serve = serve
module.seeds = [layer.generator.state for layer in net.layers if hasattr(getattr(layer, 'generator', None), 'state')]
tf.saved_model.save(module, ${JSON.stringify(place('drawn'))}, signatures=serve)
`,
	);
	const {manifest, guesses} = await openDescribed(place('drawn'));
	expect(manifest.preprocessing).toMatchObject({scale: 1, mean: [0, 0, 0]});
	expect(guesses.join('\n')).toContain('the graph normalises by itself');
	expect(guesses.join('\n')).toMatch(/answers: they differ from run to run/);
	const {parameters} = await describeFile(place('drawn'), 'saved-model');
	expect(parameters).toBe(3 * 3 * 3 * 4 + 4 + 4 * 3 + 3);
});

test('TorchScript: all that Ultralytics writes into it', async context => {
	await needsRuntime(context, 'torchscript');
	makeWith(
		folder.path,
		`
import json
import torch
model = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 3), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Softmax(1))
told = {'author': 'Ultralytics', 'task': 'classify', 'license': 'AGPL-3.0', 'imgsz': [64, 64], 'names': {0: 'a', 1: 'b', 2: 'c'}}
torch.jit.save(torch.jit.trace(model.eval(), torch.rand(1, 3, 64, 64)), ${JSON.stringify(place('net.torchscript'))},
               _extra_files={'config.txt': json.dumps(told)})
`,
	);
	const {manifest, ownLabels} = await openDescribed(place('net.torchscript'));
	expect(ownLabels).toEqual(['a', 'b', 'c']);
	expect(manifest).toMatchObject({
		licence: 'AGPL-3.0',
		input: {height: 64, width: 64},
		preprocessing: {resize: 'shorter-side', cropFraction: 1, scale: 1 / 255, mean: [0, 0, 0]},
	});
});
