"""The second engine's reader as a torch module, walked from its ONNX graph (needs `torch` and `onnx`)."""

import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch import nn


def padded(tensor, sizes, strides, dilations, attributes, value=0.0):
    """Padded as the node says; kernels of even sides have one more on the right and below."""
    pads = attributes.get("pads", [0] * 4)
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        missing = [
            max(0, (-(-side // stride) - 1) * stride + dilation * (size - 1) + 1 - side)
            for side, size, stride, dilation in zip(tensor.shape[2:], sizes, strides, dilations, strict=True)
        ]
        pads = [*(side // 2 for side in missing), *(side - side // 2 for side in missing)]
    return F.pad(tensor, (pads[1], pads[3], pads[0], pads[2]), value=value) if any(pads) else tensor


def convolved(inputs, attributes):
    tensor, weights, *bias = inputs
    groups, strides = attributes.get("group", 1), attributes.get("strides", [1, 1])
    if weights.shape[2:] == (1, 1) and list(strides) == [1, 1] and groups == 1:  # twice as fast
        count, _, height, width = tensor.shape
        mixed = weights.flatten(1) @ tensor.flatten(2)
        mixed = mixed.reshape(count, -1, height, width)
        return mixed + bias[0].reshape(1, -1, 1, 1) if bias else mixed
    dilations = attributes.get("dilations", [1, 1])
    tensor = padded(tensor, weights.shape[2:], strides, dilations, attributes)
    return F.conv2d(tensor, weights, bias[0] if bias else None, strides, 0, dilations, groups)


def pooled(kind, tensor, attributes):
    sizes, strides = attributes["kernel_shape"], attributes.get("strides", [1, 1])
    up = bool(attributes.get("ceil_mode", 0))
    lowest = -1e30 if kind == "MaxPool" else 0.0
    tensor = padded(tensor, sizes, strides, [1, 1], attributes, lowest)
    return (F.max_pool2d if kind == "MaxPool" else F.avg_pool2d)(tensor, sizes, strides, ceil_mode=up)


def sliced(inputs):
    tensor, starts, ends, axes = (inputs[0], *(part.tolist() for part in inputs[1:4]))
    for start, end, axis in zip(starts, ends, axes, strict=True):
        size = tensor.shape[axis]
        start, end = (min(at, size) if at >= 0 else at + size for at in (start, end))
        tensor = tensor.narrow(axis, start, end - start)
    return tensor


def reshaped(tensor, shape):
    return tensor.reshape([tensor.shape[n] if side == 0 else side for n, side in enumerate(shape.tolist())])


def squeezed(tensor, axes, unsqueeze=False):
    for axis in sorted(axes, reverse=not unsqueeze):
        tensor = tensor.unsqueeze(axis) if unsqueeze else tensor.squeeze(axis)
    return tensor


NODES = {
    "Identity": lambda i, a: i[0],
    "Add": lambda i, a: i[0] + i[1],
    "Sub": lambda i, a: i[0] - i[1],
    "Mul": lambda i, a: i[0] * i[1],
    "Div": lambda i, a: i[0] / i[1],
    "Pow": lambda i, a: i[0] ** i[1],
    "Sqrt": lambda i, a: i[0].sqrt(),
    "Erf": lambda i, a: i[0].erf(),
    "MatMul": lambda i, a: i[0] @ i[1],
    "Relu": lambda i, a: i[0].relu(),
    "Sigmoid": lambda i, a: i[0].sigmoid(),
    "HardSigmoid": lambda i, a: (a.get("alpha", 0.2) * i[0] + a.get("beta", 0.5)).clamp(0, 1),
    "Transpose": lambda i, a: i[0].permute(*a["perm"]),
    "ReduceMean": lambda i, a: i[0].mean(dim=tuple(a["axes"]), keepdim=bool(a.get("keepdims", 1))),
    "Softmax": lambda i, a: i[0].softmax(a.get("axis", 1)),
    "Concat": lambda i, a: torch.cat(i, a["axis"]),
    "Shape": lambda i, a: torch.tensor(list(i[0].shape)),
    "Squeeze": lambda i, a: squeezed(i[0], a["axes"]),
    "Unsqueeze": lambda i, a: squeezed(i[0], a["axes"], unsqueeze=True),
    "Reshape": lambda i, a: reshaped(*i),
    "Slice": lambda i, a: sliced(i),
    "BatchNormalization": lambda i, a: F.batch_norm(i[0], i[3], i[4], i[1], i[2], eps=a.get("epsilon", 1e-5)),
    "MaxPool": lambda i, a: pooled("MaxPool", i[0], a),
    "AveragePool": lambda i, a: pooled("AveragePool", i[0], a),
    "Conv": convolved,
}


class Network(nn.Module):
    """What an ONNX file computes, its weights to be learnt; gives what stands before the last softmax."""

    def __init__(self, file):
        super().__init__()
        graph = onnx.load_model_from_string(file).graph
        self.nodes = [
            (
                n.op_type,
                list(n.input),
                n.output[0],
                {a.name: helper.get_attribute_value(a) for a in n.attribute},
            )
            for n in graph.node
        ]
        assert self.nodes[-1][0] == "Softmax"
        fixed = {
            name for kind, names, _, _ in self.nodes if kind == "BatchNormalization" for name in names[3:]
        }
        self.learnt, self.constants = {}, {}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            learns = value.is_floating_point() and value.numel() >= 8 and tensor.name not in fixed
            if learns:
                value = value.contiguous(memory_format=torch.channels_last) if value.ndim == 4 else value
                value = self.learnt[tensor.name] = nn.Parameter(value)
                self.register_parameter(tensor.name.replace(".", "_"), value)
            else:
                self.constants[tensor.name] = value

    def forward(self, seen):
        values = {"x": seen, **self.constants, **self.learnt}
        for kind, names, result, attributes in self.nodes[:-1]:
            values[result] = NODES[kind]([values[name] for name in names if name], attributes)
        return values[self.nodes[-1][1][0]]
