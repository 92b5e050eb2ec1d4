"""A neural network with PyTorch's DistributedDataParallel, on as many workers as the TrainingJob has. Starts by torchrun or by python3."""
import datetime
import os
import signal
import sys

import numpy
import torch
import torch.distributed as dist

import columns
import contract

THRESHOLD = 0.5
NUMBERS = ("Float64", "Int64", "Boolean")


class Network(torch.nn.Module):
    """Rows of numbers in, margins out. Missing values and scales are part of the graph, so that a server needs nothing but the file."""

    def __init__(self, mean, deviation, width):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        layer = torch.nn.Linear
        self.layers = torch.nn.Sequential(layer(2 * len(mean), width), torch.nn.ReLU(), layer(width, width), torch.nn.ReLU(), layer(width, 1))

    def forward(self, rows):
        missing = torch.isnan(rows)
        scaled = (torch.where(missing, self.mean, rows) - self.mean) / self.deviation
        return self.layers(torch.cat([scaled, missing.to(rows.dtype)], dim=1).float())


class Served(torch.nn.Module):
    """What a server asks: one tensor a raw column in, the probability out."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, *inputs):
        return torch.sigmoid(self.network(torch.cat(inputs, dim=1)))


def scales(rows):
    """Mean and deviation of the whole train split, of which each rank has a share."""
    known = numpy.where(numpy.isnan(rows), 0, rows)
    sums = torch.tensor(numpy.stack([(~numpy.isnan(rows)).sum(0).astype(float), known.sum(0), (known ** 2).sum(0)]))
    dist.all_reduce(sums)
    mean = sums[1] / sums[0].clamp(min=1)
    return mean, (sums[2] / sums[0].clamp(min=1) - mean ** 2).clamp(min=1e-12).sqrt()


def train(spec, rows, total, checkpoint):
    """Trains on this rank's rows, the label in the last column; total is the number of all ranks' rows."""
    rank, workers, settings = dist.get_rank(), dist.get_world_size(), spec.get("hyperparameters") or {}
    epochs, batch = int(settings.get("epochs", 20)), int(settings.get("batch_size", 128))
    torch.manual_seed(spec["seed"])
    network = Network(*scales(rows[:, :-1]), int(settings.get("width", 32)))
    parallel = torch.nn.parallel.DistributedDataParallel(network)
    optimiser = torch.optim.Adam(network.parameters(), lr=float(settings.get("learning_rate", 0.01)))
    first = 0
    if os.path.exists(checkpoint):  # left by an earlier try of this run: all its workers were started again
        state = torch.load(checkpoint)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["epoch"]
        print(f"rank {rank}: resumed after epoch {first}", flush=True)
    inputs, labels = torch.tensor(rows[:, :-1]), torch.tensor(rows[:, -1:], dtype=torch.float32)
    steps = max(1, total // (workers * batch))  # the same on every rank, or one would wait for the others for ever
    for epoch in range(first, epochs):
        order, loss = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(spec["seed"] + epoch)), 0.0
        for step in range(steps):
            chosen = order[torch.arange(step * batch, (step + 1) * batch) % len(order)]
            optimiser.zero_grad()
            error = torch.nn.functional.binary_cross_entropy_with_logits(parallel(inputs[chosen]), labels[chosen])
            error.backward()  # here DDP averages the gradients of all ranks
            optimiser.step()
            loss += error.item()
        if rank == 0:
            torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, checkpoint + ".new")
            os.replace(checkpoint + ".new", checkpoint)
        dist.barrier()  # a checkpoint is there for all or for none
        print(f"rank {rank}: epoch {epoch + 1}/{epochs} loss={loss / steps:.4f}, {len(rows)} of {total} rows", flush=True)
    return network


def run(spec):
    manifest, files = contract.verified(spec)
    kinds = {column["name"]: column["type"] for column in manifest["columns"]}
    label = spec["label"]
    if spec["task"] != "Binary" or kinds[label] != "Boolean":
        raise contract.Wrong(f"task is {spec['task']} and label '{label}' is {kinds[label]}; this example learns a Boolean label of a Binary task")
    names = [name for name, kind in kinds.items() if kind in NUMBERS and name != label]
    rows = columns.read(files["Train"], [*names, label], dist.get_rank(), dist.get_world_size())
    low, high = torch.tensor(numpy.nanmin(rows, axis=0)), torch.tensor(numpy.nanmax(rows, axis=0))
    dist.all_reduce(low, dist.ReduceOp.MIN)
    dist.all_reduce(high, dist.ReduceOp.MAX)
    output = contract.path(spec["output"])
    os.makedirs(output, exist_ok=True)
    network = train(spec, rows, manifest["rows"]["train"], os.path.join(output, "checkpoint.pt"))
    if dist.get_rank() > 0:
        return 0
    model, served = os.path.join(output, "model.onnx"), Served(network).eval()
    torch.onnx.export(served, tuple(torch.zeros(2, 1, dtype=torch.float64) for _ in names), model, input_names=names, output_names=["probability"],
                      dynamic_axes={name: {0: "rows"} for name in [*names, "probability"]}, opset_version=13)
    contract.add_label(model, ["false", "true"], THRESHOLD)
    test = columns.read(files["Test"], [*names, label])
    with torch.no_grad():
        probability = served(*torch.tensor(test[:, :-1]).split(1, dim=1)).numpy()[:, 0].astype(float)
    measured = contract.metrics(probability, test[:, -1], THRESHOLD)
    inputs = [{"name": name, "datatype": "FP64", "shape": [-1, 1], "required": False, "min": low[index].item(), "max": high[index].item()} for index, name in enumerate(names)]
    result = contract.write_model(spec, manifest, model, inputs, ["false", "true"], THRESHOLD, measured, {"torch": torch.__version__})
    return contract.finish(spec, "Succeeded", train=result | {"rows": manifest["rows"]["train"]})


def main():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(75))  # may be tried again
    spec = contract.specification()
    dist.init_process_group("gloo", timeout=datetime.timedelta(seconds=float(os.environ.get("WORKER_TIMEOUT_SECONDS", 300))))
    try:
        return run(spec)
    except contract.Wrong as wrong:
        return contract.fail(spec, "InvalidInput", wrong) if dist.get_rank() == 0 else 2


if __name__ == "__main__":
    if "RANK" not in os.environ:
        os.environ.update(RANK="0", WORLD_SIZE="1", MASTER_ADDR="127.0.0.1", MASTER_PORT="29500")  # one worker gets no variables
    sys.exit(main())
