"""
Trains a small convolutional network on Fashion-MNIST, with PyTorch on the processor, and keeps a checkpoint.

A run trains up to the epochs that the study asks for, from those that an earlier run of the trial has trained.
"""

import gzip
import os

import numpy as np
import torch
from torch import nn

import tunewright_trial as trial

FOLDER = os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist")
TRAIN, VALIDATION = 6_000, 3_000  # of 60,000 images; the 10,000 of the test set are left alone


def read(name, head, shape, count):
    with gzip.open(os.path.join(FOLDER, name)) as file:
        size = int(np.prod(shape, dtype=int))
        data = np.frombuffer(file.read(head + count * size)[head:], dtype=np.uint8)
    return torch.from_numpy(data.reshape(count, *shape).copy())


def network(channels, dropout):
    return nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2 * channels, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(2 * channels * 7 * 7, 10),
    )


setting = {
    "learning_rate": 0.01,
    "momentum": 0.9,
    "weight_decay": 1e-4,
    "channels": 8,
    "dropout": 0.2,
    "batch": 64,
    **trial.params,
}
images = read("train-images-idx3-ubyte.gz", 16, (1, 28, 28), TRAIN + VALIDATION).float() / 255 - 0.286
labels = read("train-labels-idx1-ubyte.gz", 8, (), TRAIN + VALIDATION).long()
X, X_val, y, y_val = images[:TRAIN], images[TRAIN:], labels[:TRAIN], labels[TRAIN:]

torch.manual_seed(trial.seed)
model = network(setting["channels"], setting["dropout"])
optimizer = torch.optim.SGD(
    model.parameters(),
    lr=setting["learning_rate"],
    momentum=setting["momentum"],
    weight_decay=setting["weight_decay"],
)
checkpoint = os.path.join(trial.checkpoint_dir, "checkpoint.pt")
begun = int(trial.reached.get("epochs", 0))
if begun > 0:
    kept = torch.load(checkpoint)
    model.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    torch.set_rng_state(kept["random"])

for epoch in range(begun + 1, int(trial.fidelity.get("epochs", 9)) + 1):
    model.train()
    for rows in torch.randperm(TRAIN).split(setting["batch"]):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        hits = (model(X_val).argmax(1) == y_val).float().mean()
    # Kept before the report: a run that is stopped there may be taken up again.
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "random": torch.get_rng_state(),
        },
        checkpoint,
    )
    trial.report(epoch, val_accuracy=hits)
