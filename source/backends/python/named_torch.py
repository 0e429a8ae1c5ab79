"""Models that torchvision and timm have by name, and what those packages say of them."""
import difflib

from edgetop_worker import WorkerError, find_module, is_random

INTERPOLATIONS = {'nearest': 'nearest', 'bilinear': 'linear', 'bicubic': 'cubic', 'lanczos': 'lanczos3'}


def split_name(model):
    """'torchvision:resnet50' to ('torchvision', 'resnet50')."""
    family, _, name = model.partition(':')
    return family, name


def _unknown(package, name, known):
    near = difflib.get_close_matches(name, known, 3)
    raise WorkerError('{} has no image classifier {}{}'.format(
        package, name, '; near it are ' + ', '.join(near) if near else ''))


def _preprocessing(size, resized, interpolation, mean, std):
    """The manifest's words for: shorter side to `resized`, centre crop of `size`, (value / 255 - mean) / std."""
    if interpolation not in INTERPOLATIONS:
        raise WorkerError('it resizes by {}, which edgetop does not have'.format(interpolation))
    return {'resize': 'shorter-side', 'cropFraction': min(1.0, size / float(resized)),
            'interpolation': INTERPOLATIONS[interpolation], 'channelOrder': 'rgb', 'scale': 1 / 255.0,
            'mean': [float(value) for value in mean], 'std': [float(value) for value in std], 'padValue': 0}


def _square(height, width):
    return {'layout': 'NCHW', 'height': int(height), 'width': int(width), 'dtype': 'float32'}


def _torchvision(name, random):
    library = find_module('torchvision', 'torchvision')
    package = 'torchvision {}'.format(library.__version__)
    models = library.models
    if not hasattr(models, 'get_model_weights'):
        raise WorkerError('{} does not tell the preprocessing of its models; 0.14 and newer do'.format(package))
    known = models.list_models(module=models)
    if name not in known:
        _unknown(package, name, known)
    weights = models.get_model_weights(name).DEFAULT
    steps, meta = weights.transforms(), weights.meta
    size = steps.crop_size[-1]
    # MNASNet and others of one size give a number for both sides.
    resized = steps.resize_size[0] if len(steps.resize_size) == 1 else min(steps.resize_size)
    answer = {
        'package': package,
        'input': _square(size, size),
        'preprocessing': _preprocessing(size, resized, steps.interpolation.value, steps.mean, steps.std),
        'output': {'kind': 'logits', 'classes': len(meta['categories']), 'labelOffset': 0},
    }
    if not random:
        answer['weights'] = str(weights)
        scores = meta.get('_metrics', {}).get('ImageNet-1K')
        if scores:
            answer['published'] = {'top1': scores['acc@1'] / 100, 'top5': scores['acc@5'] / 100}
    return answer


def _timm(name, random):
    library = find_module('timm', 'timm')
    package = 'timm {}'.format(library.__version__)
    if not library.is_model(name):
        _unknown(package, name, library.list_models())
    # Some settings (sizes that a model works out for itself) are known to the built model alone.
    model = library.create_model(name, pretrained=False)
    settings = library.data.resolve_data_config({}, model=model)
    channels, height, width = settings['input_size']
    mode = settings.get('crop_mode', 'center')
    if channels != 3 or height != width or (mode == 'border' and settings['crop_pct'] != 1):
        raise WorkerError('{} takes {} with crop mode {}, which edgetop does not have'.format(
            name, 'x'.join(str(size) for size in settings['input_size']), mode))
    preprocessing = _preprocessing(height, int(height / settings['crop_pct']), settings['interpolation'],
                                   settings['mean'], settings['std'])
    if mode == 'squash':
        preprocessing['resize'] = 'squash' if settings['crop_pct'] == 1 else 'squash-crop'
    elif mode == 'border':
        preprocessing['resize'] = 'letterbox'
    answer = {
        'package': package,
        'input': _square(height, width),
        'preprocessing': preprocessing,
        'output': {'kind': 'logits', 'classes': int(model.num_classes), 'labelOffset': 0},
    }
    about = getattr(model, 'pretrained_cfg', None) or {}
    if about.get('license'):
        answer['licence'] = about['license']
    if not random:
        answer['weights'] = str(about.get('tag') or about.get('hf_hub_id') or 'pretrained')
    return answer


def describe(request, options):
    """What a manifest of a named model would say, as its package tells it."""
    family, name = split_name(request['model'])
    if family not in ('torchvision', 'timm'):
        raise WorkerError('PyTorch has no models named {}:'.format(family))
    tell = _torchvision if family == 'torchvision' else _timm
    answer = tell(name, is_random(options))
    if answer['output']['classes'] < 1:
        raise WorkerError('{} is no image classifier'.format(request['model']))
    return answer


def build(model, options, report):
    """The model with its published weights or (weights=none) random ones."""
    family, name = split_name(model)
    library = find_module(family, family)
    random = is_random(options)
    if not random:
        report('reading or fetching the weights')
    try:
        if family == 'timm':
            return library.create_model(name, pretrained=not random)
        models = library.models
        if hasattr(models, 'get_model'):
            return models.get_model(name, weights=None if random else 'DEFAULT')
        return getattr(models, name)(pretrained=not random)
    except Exception as error:
        hint = None if random else '--backend-option weights=none runs it with random weights'
        raise WorkerError('{}: {}'.format(model, error), hint)
