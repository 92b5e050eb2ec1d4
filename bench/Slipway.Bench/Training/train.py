"""What a careful script does to train and judge a binary model: the peer of the bench train-vs-python. Needs Debian's python3-pandas, python3-sklearn and python3-xgboost."""
import json
import sys
import time

import numpy
import pandas
import xgboost
from sklearn import metrics

csv, folder = sys.argv[1:]
start = time.perf_counter()
rows = pandas.read_csv(csv)
with open(f"{folder}/read-seconds", "w") as file:
    file.write(str(time.perf_counter() - start))

features = [name for name in rows.columns if name not in ("part", "label")]
splits = {"test": rows[rows.part == 0], "validation": rows[rows.part == 1], "train": rows[rows.part > 1]}
matrices = {name: xgboost.DMatrix(split[features], label=split.label) for name, split in splits.items()}
curve = {}
booster = xgboost.train(
    {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eval_metric": "logloss"}, matrices["train"], 100,
    evals=[(matrices["train"], "train"), (matrices["validation"], "validation")], evals_result=curve, verbose_eval=False)

# The threshold with the best F1 on the validation split.
truth = splits["validation"].label.to_numpy()
precision, recall, thresholds = metrics.precision_recall_curve(truth, booster.predict(matrices["validation"]))
f1 = 2 * precision * recall / numpy.maximum(precision + recall, 1e-12)
threshold = thresholds[numpy.argmax(f1[:-1])]


def measure(truth, scores):
    said = scores >= threshold
    return {
        "accuracy": metrics.accuracy_score(truth, said), "precision": metrics.precision_score(truth, said), "recall": metrics.recall_score(truth, said),
        "f1": metrics.f1_score(truth, said), "roc_auc": metrics.roc_auc_score(truth, scores), "pr_auc": metrics.average_precision_score(truth, scores),
        "log_loss": metrics.log_loss(truth, scores), "brier": metrics.brier_score_loss(truth, scores), "bias": float(scores.mean() - truth.mean()),
    }


report = {}
for name in ("test", "validation"):
    truth, scores = splits[name].label.to_numpy(), booster.predict(matrices[name])
    random = numpy.random.default_rng(1)
    # Intervals by the bootstrap, of those metrics that have no formula.
    resampled = []
    for _ in range(20):
        chosen = random.integers(0, len(truth), len(truth))
        resampled.append((metrics.f1_score(truth[chosen], scores[chosen] >= threshold), metrics.average_precision_score(truth[chosen], scores[chosen])))
    report[name] = {**measure(truth, scores), "intervals": numpy.percentile(resampled, [2.5, 97.5], axis=0).tolist()}

contributions = booster.predict(matrices["validation"].slice(range(2000)), pred_contribs=True)
report["importances"] = dict(zip(features, numpy.abs(contributions[:, :-1]).mean(axis=0).tolist()))
booster.save_model(f"{folder}/model.json")
with open(f"{folder}/report.json", "w") as file:
    json.dump({"metrics": report, "curve": curve, "threshold": float(threshold)}, file)
