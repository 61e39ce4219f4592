"""Trains a few steps with PyTorch from an LMDB export, as somebody would who leaves for Python, and prints the loss before and after.

    python3 train_from_lmdb.py FOLDER/train
"""
import io
import sys

import lmdb
import numpy
import torch
from PIL import Image

torch.manual_seed(0)
transaction = lmdb.open(sys.argv[1], readonly=True, lock=False).begin()
samples = [(Image.open(io.BytesIO(transaction.get(b"image-%09d" % index))), transaction.get(b"label-%09d" % index).decode())
           for index in range(1, int(transaction.get(b"num-samples")) + 1)]
characters = sorted({character for _, text in samples for character in text})
width, height = max(image.width for image, _ in samples), samples[0][0].height
images = torch.ones(len(samples), 1, height, width)
for row, (image, _) in zip(images, samples):
    row[0, :, :image.width] = torch.from_numpy(numpy.asarray(image) / 127.5 - 1)
targets = [torch.tensor([1 + characters.index(character) for character in text]) for _, text in samples]
model = torch.nn.Sequential(torch.nn.Conv2d(1, 48, (height, 9), stride=(1, 2), padding=(0, 4)), torch.nn.ReLU(), torch.nn.Conv2d(48, 1 + len(characters), 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
losses = []
for step in range(30):
    frames = model(images).squeeze(2).permute(2, 0, 1).log_softmax(2)
    loss = torch.nn.functional.ctc_loss(
        frames, torch.cat(targets), torch.tensor([image.width // 2 for image, _ in samples]), torch.tensor([len(target) for target in targets]), zero_infinity=True)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(losses[0], losses[-1])
assert losses[-1] < losses[0] / 2, "it does not learn"
