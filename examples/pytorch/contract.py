"""Slipway's trainer contract (docs/trainer-contract.md) for any framework: what a run is given, and what it leaves."""
import datetime
import hashlib
import html
import json
import os
import sys

import numpy
import onnx


class Wrong(Exception):
    """The specification or an input is wrong; trying again cannot help (exit code 2)."""


def specification():
    with open(os.environ["SLIPWAY_SPEC"], encoding="utf-8") as file:
        return json.load(file)


def path(uri):
    if not uri.startswith("file://"):
        raise Wrong(f"{uri}: this example reads file:// alone; mount the store as a volume, or fetch s3:// with boto3 here")
    return uri[len("file://"):]


def verified(spec):
    """The manifest of the pinned dataset version, and the files of each split after a look at their digests."""
    where = path(spec["dataset"]["manifestUri"])
    with open(where, encoding="utf-8") as file:
        manifest = json.load(file)
    if manifest["digest"] != spec["dataset"]["digest"] or manifest["role"] != "Training":
        raise Wrong(f"{where} is {manifest['digest']} with role {manifest['role']}; wanted is {spec['dataset']['digest']} with role Training")
    splits = {}
    for entry in manifest["files"]:
        name = os.path.join(os.path.dirname(where), entry["path"])
        with open(name, "rb") as file:
            if digest(file.read()) != entry["sha256"]:
                raise Wrong(f"{name} is not the file that the manifest names")
        splits.setdefault(entry["split"], []).append(name)
    return manifest, splits


def add_label(file, classes, threshold):
    """Adds the output `label` to a graph with the output `probability`: the second class from the threshold on."""
    model, make, text = onnx.load(file), onnx.helper, onnx.TensorProto.STRING
    model.graph.initializer.extend([make.make_tensor("threshold", onnx.TensorProto.FLOAT, [1], [threshold]),
                                    *(make.make_tensor(f"class{index}", text, [1], [name.encode()]) for index, name in enumerate(classes))])
    model.graph.node.extend([make.make_node("Less", ["probability", "threshold"], ["negative"]), make.make_node("Where", ["negative", "class0", "class1"], ["label"])])
    model.graph.output.append(make.make_tensor_value_info("label", text, ["rows", 1]))
    onnx.checker.check_model(model)
    onnx.save(model, file)


def metrics(probability, truth, threshold):
    """Metrics of a Binary task on the test split, with that of always saying the more frequent class."""
    rows, positive = len(truth), int(truth.sum())
    order = numpy.argsort(probability, kind="stable")
    values, first, count = numpy.unique(probability[order], return_index=True, return_counts=True)
    ranks = numpy.repeat(first + (count + 1) / 2, count)  # of equal values their mean rank
    certain, share = numpy.clip(probability, 1e-7, 1 - 1e-7), positive / rows
    found = {
        "roc_auc": ((ranks[truth[order] == 1].sum() - positive * (positive + 1) / 2) / (positive * (rows - positive)), 0.5),
        "accuracy": (((probability >= threshold) == (truth == 1)).mean(), max(share, 1 - share)),
        "log_loss": (-(truth * numpy.log(certain) + (1 - truth) * numpy.log(1 - certain)).mean(), -(share * numpy.log(share) + (1 - share) * numpy.log(1 - share))),
    }
    return [{"metric": name, "split": "Test", "value": float(value), "n": rows, "baseline": float(baseline)} for name, (value, baseline) in found.items()]


def judge(gates, measured):
    """Gates by min and max on all test rows; one that asks for more was not measured here, and so is not met."""
    values, verdicts = {metric["metric"]: metric["value"] for metric in measured}, []
    for gate in gates or []:
        value = values.get(gate["metric"])
        if value is None or any(gate.get(other) is not None for other in ("slice", "dataset", "maxRegression", "minGainOverBaseline")):
            passed, message = False, f"{gate['metric']}: this image measures {', '.join(values)} on all test rows, and knows min and max alone."
        else:
            passed = gate.get("min", value) <= value <= gate.get("max", value)
            message = f"{gate['metric']} is {value:.4f}: wanted is {gate.get('min', '-inf')} to {gate.get('max', 'inf')}."
        verdicts.append({"gate": gate["metric"], "passed": bool(passed), "mode": gate["mode"], "message": message, "value": value})
    return verdicts


def write_model(spec, manifest, model, inputs, classes, threshold, measured, engines):
    """Writes the manifest beside the model file; the train part of the result."""
    output = path(spec["output"])
    with open(model, "rb") as file:
        data = file.read()
    artifact = {"uri": spec["output"].rstrip("/") + "/model.onnx", "digest": digest(data), "size": len(data), "format": "ONNX"}
    signature = {"inputs": inputs, "outputs": [{"name": "probability", "datatype": "FP32", "shape": [-1, 1]}, {"name": "label", "datatype": "BYTES", "shape": [-1, 1]}]}
    provenance = {"trainingJob": spec["trainingJob"], "run": spec["run"], "dataset": spec["dataset"]["name"], "datasetDigest": manifest["digest"],
                  "configurationDigest": spec.get("configurationDigest"), "seed": spec["seed"], "image": spec.get("image"), "engines": engines}
    write(os.path.join(output, "manifest.json"), {
        "model": spec["model"], "version": spec["version"], "task": "Binary", "artifact": artifact, "signature": signature, "classes": classes, "threshold": threshold,
        "provenance": {name: value for name, value in provenance.items() if value is not None}, "metrics": measured, "createdAt": datetime.datetime.now(datetime.timezone.utc).isoformat()})
    gates = judge(spec.get("gates"), measured)
    return {"artifact": artifact, "manifestUri": spec["output"].rstrip("/") + "/manifest.json", "card": write_card(spec, manifest, measured, gates, engines), "signature": signature,
            "threshold": threshold, "metrics": measured, "gates": gates, "engines": engines}


def write_card(spec, manifest, measured, gates, engines):
    """One page for people who decide whether the version may serve; where it is, and its digest."""
    def table(caption, head, rows):
        lines = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><caption>{caption}</caption><tr>" + "".join(f"<th>{cell}</th>" for cell in head) + f"</tr>{lines}</table>"

    title = html.escape(f"{spec['model']} {spec['version']}")
    facts = [("Owner", spec.get("owner", "")), ("Predicts", f"{spec['label']} (Binary)"), ("Data", f"{manifest['name']} {manifest['digest']}"), ("Rows to learn from", manifest["rows"]["train"]),
             ("Workers", spec["workers"]), ("Settings", json.dumps(spec.get("hyperparameters") or {})), ("Made with", json.dumps(engines))]
    page = (f"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><style>body{{font-family:sans-serif;margin:2em}}td,th{{text-align:left;padding:0 1em 0 0}}</style>"
            f"<h1>{title}</h1>" + table("What it is", ("", ""), facts)
            + table("What it gives on rows that it has not seen", ("Metric", "Value", "Saying always the same", "Rows"), [(m["metric"], f"{m['value']:.4f}", f"{m['baseline']:.4f}", m["n"]) for m in measured])
            + table("What it had to meet", ("Gate", "Met", ""), [(gate["gate"], "yes" if gate["passed"] else "no", gate["message"]) for gate in gates]) + "</html>").encode()
    name = os.path.join(path(spec["output"]), "card.html")
    with open(name + ".new", "wb") as file:
        file.write(page)
    os.replace(name + ".new", name)
    return {"uri": spec["output"].rstrip("/") + "/card.html", "digest": digest(page)}


def finish(spec, outcome, **result):
    """Leaves the result in the store and, for the operator, as termination message; the exit code to end with."""
    document = {"step": "train", "outcome": outcome, **result}
    if spec["output"].startswith("file://"):
        write(os.path.join(path(spec["output"]), "result.json"), document)
    text = json.dumps(document)
    with open(os.environ.get("SLIPWAY_TERMINATION_LOG", "/dev/termination-log"), "w", encoding="utf-8") as file:
        file.write(text if len(text.encode()) <= 4096 else json.dumps({"step": "train", "outcome": outcome, "train": {"artifact": result["train"]["artifact"]}}))
    return {"Succeeded": 0, "Invalid": 2}[outcome]


def fail(spec, reason, wrong):
    print(f"train: {reason}: {wrong}", file=sys.stderr)
    return finish(spec, "Invalid", error={"reason": reason, "message": str(wrong), "remedy": "Correct the TrainingJob or its Dataset; see examples/pytorch/README.md."})


def write(name, document):
    """Whole or not at all: a reader never sees half of a file."""
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name + ".new", "w", encoding="utf-8") as file:
        json.dump(document, file)
    os.replace(name + ".new", name)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()
