using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Slipway.Onnx;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>Mistakes that exporters are known for, each made in a graph that was exported without it.</summary>
internal static class GraphMistakes
{
    /// <summary>What is done wrong, with a configuration of the grid in which it matters.</summary>
    internal static IReadOnlyDictionary<string, (GridConfiguration Where, Action<ModelProto, TrainedGridModel> Break)> All { get; } =
        new Dictionary<string, (GridConfiguration, Action<ModelProto, TrainedGridModel>)>
        {
            ["weights of dart ignored"] = (new("binary:logistic", "booster=dart rate_drop=0.5"), (graph, trained) => EachLeaf(graph, (tree, leaf) => leaf / Weights(trained)[tree])),
            ["base_score is no margin: logit left out"] = (new("binary:logistic", "base_score=0.2"), (graph, trained) => SetBase(graph, trained)),
            ["base_score is no margin: logarithm left out"] = (new("count:poisson", "base_score=3 booster=dart rate_drop=0.4"), (graph, trained) => SetBase(graph, trained)),
            ["base_score left out"] = (new("reg:squarederror", "base_score=-7.5 num_parallel_tree=2 subsample=0.7"), (graph, _) => Floats(graph, "base_values")[0] = 0),
            ["class is tree % classes"] = (new("multi:softprob", "num_class=5 num_parallel_tree=3 subsample=0.6"), (graph, _) => ClassByTree(graph, 5)),
            ["target is tree % targets"] = (new("reg:squarederror", "num_parallel_tree=2 subsample=0.7", Targets: 3, Used: 4), (graph, _) => ClassByTree(graph, 3)),
            ["equal goes left: BRANCH_LEQ"] = (new("binary:logistic"), (graph, _) => EachMode(graph, "BRANCH_LT", "BRANCH_LEQ")),
            ["thresholds at 6 digits"] = (new("binary:logistic", "max_depth=1", Rounds: 30), (graph, _) => EachFloat(graph, "nodes_values", value => float.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))),
            ["missing values go the other way"] = (new("binary:logistic"), (graph, _) => Flip(graph, "BRANCH_LT")),
            ["missing values always go left"] = (new("binary:logistic", Missing: 0.6), (graph, _) => EachInteger(graph, "nodes_missing_value_tracks_true", _ => 1)),
            ["categories go left"] = (new("binary:logistic", "max_cat_to_onehot=1", Categorical: true), (graph, _) => SwapCategories(graph)),
            ["missing categories go the other way"] = (new("binary:logistic", "max_cat_to_onehot=100 tree_method=approx", Categorical: true, Missing: 0.5), (graph, _) => Flip(graph, "BRANCH_EQ")),
            ["codes are not made whole"] = (new("binary:logistic", "max_cat_to_onehot=1", Categorical: true), (graph, _) => Replace(graph, "Floor", "Identity")),
            ["rounds after the best are kept"] = (new("binary:logistic", "num_parallel_tree=3 subsample=0.5", Used: 4), (graph, trained) => KeepAllRounds(graph, trained)),
            ["parallel trees are not counted in the best round"] = (new("multi:softprob", "num_class=3 num_parallel_tree=2 subsample=0.5", Used: 4), (graph, _) => KeepTrees(graph, 4 * 3)),
            ["leaves without the learning rate"] = (new("reg:squarederror"), (graph, _) => EachLeaf(graph, (_, leaf) => leaf / 0.3f)),
            ["root is not the first node"] = (new("reg:squarederror"), (graph, _) => MoveRoots(graph)),
            ["post_transform LOGISTIC instead of operators"] = (new("binary:logistic"), (graph, _) => TrustPostTransform(graph)),
            ["Sigmoid instead of operators"] = (new("binary:logistic", "scale_pos_weight=50 max_depth=9 eta=1"), (graph, _) => UseSigmoid(graph)),
            ["exp left out"] = (new("reg:gamma", "base_score=2"), (graph, _) => Replace(graph, "Exp", "Identity")),
            ["softmax over rows"] = (new("multi:softprob", "num_class=3"), (graph, _) => graph.Graph.Node.First(node => node.OpType == "Softmax").Attribute[0].I = 0),
            ["label of hinge from 1/2 on"] = (new("binary:hinge"), (graph, _) => graph.Graph.Initializer.First(each => each.Name == "zero").RawData = ByteString.CopyFrom(BitConverter.GetBytes(0.5f))),
            ["label of the last of the largest classes' smallest"] = (new("multi:softmax", "num_class=3"), (graph, _) => Replace(graph, "ArgMax", "ArgMin")),
        };

    private static NodeProto Trees(ModelProto graph) => graph.Graph.Node.First(node => node.OpType == "TreeEnsembleRegressor");

    private static AttributeProto Attribute(ModelProto graph, string name) => Trees(graph).Attribute.First(attribute => attribute.Name == name);

    private static RepeatedField<float> Floats(ModelProto graph, string name) => Attribute(graph, name).Floats;

    private static RepeatedField<long> Integers(ModelProto graph, string name) => Attribute(graph, name).Ints;

    private static float[] Weights(TrainedGridModel trained) =>
        [.. JsonNode.Parse(trained.Json)!["learner"]!["gradient_booster"]!["weight_drop"]!.AsArray().Select(weight => (float)weight!)];

    private static void SetBase(ModelProto graph, TrainedGridModel trained)
    {
        var score = (string)JsonNode.Parse(trained.Json)!["learner"]!["learner_model_param"]!["base_score"]!;
        Floats(graph, "base_values")[0] = float.Parse(score.Trim('[', ']'), CultureInfo.InvariantCulture);
    }

    private static void EachLeaf(ModelProto graph, Func<int, float, float> edit)
    {
        var (trees, leaves) = (Integers(graph, "target_treeids"), Floats(graph, "target_weights"));
        for (var leaf = 0; leaf < leaves.Count; leaf++) leaves[leaf] = edit((int)trees[leaf], leaves[leaf]);
    }

    private static void EachFloat(ModelProto graph, string name, Func<float, float> edit)
    {
        var values = Floats(graph, name);
        for (var i = 0; i < values.Count; i++) values[i] = edit(values[i]);
    }

    private static void EachInteger(ModelProto graph, string name, Func<long, long> edit)
    {
        var values = Integers(graph, name);
        for (var i = 0; i < values.Count; i++) values[i] = edit(values[i]);
    }

    private static void EachMode(ModelProto graph, string from, string to)
    {
        var modes = Attribute(graph, "nodes_modes").Strings;
        for (var i = 0; i < modes.Count; i++)
            if (modes[i].ToStringUtf8() == from) modes[i] = ByteString.CopyFromUtf8(to);
    }

    private static void Flip(ModelProto graph, string mode)
    {
        var (modes, tracks) = (Attribute(graph, "nodes_modes").Strings, Integers(graph, "nodes_missing_value_tracks_true"));
        for (var i = 0; i < modes.Count; i++)
            if (modes[i].ToStringUtf8() == mode) tracks[i] = 1 - tracks[i];
    }

    private static void ClassByTree(ModelProto graph, int outputs)
    {
        var (trees, targets) = (Integers(graph, "target_treeids"), Integers(graph, "target_ids"));
        for (var leaf = 0; leaf < targets.Count; leaf++) targets[leaf] = trees[leaf] % outputs;
    }

    /// <summary>The listed codes lead where all others should, link by link.</summary>
    private static void SwapCategories(ModelProto graph)
    {
        var (modes, whenTrue, whenFalse) = (Attribute(graph, "nodes_modes").Strings, Integers(graph, "nodes_truenodeids"), Integers(graph, "nodes_falsenodeids"));
        var ids = Integers(graph, "nodes_nodeids");
        for (var first = 0; first < modes.Count; first++)
        {
            if (modes[first].ToStringUtf8() != "BRANCH_EQ") continue;
            var last = first;
            while (whenFalse[last] == ids[last] + 1 && modes[last + 1].ToStringUtf8() == "BRANCH_EQ" && whenTrue[last + 1] == whenTrue[first]) last++;
            var (listed, others) = (whenTrue[first], whenFalse[last]);
            for (var link = first; link <= last; link++) whenTrue[link] = others;
            whenFalse[last] = listed;
            first = last;
        }
    }

    private static void Replace(ModelProto graph, string operation, string other)
    {
        foreach (var node in graph.Graph.Node.Where(node => node.OpType == operation)) node.OpType = other;
    }

    private static void KeepAllRounds(ModelProto graph, TrainedGridModel trained)
    {
        var whole = GridGraph.Export(XGBoost.Model.XGBoostModel.Read(trained.Json));
        Trees(graph).Attribute.Clear();
        Trees(graph).Attribute.AddRange(Trees(whole).Attribute);
    }

    private static void KeepTrees(ModelProto graph, int count)
    {
        Trim("nodes_", Integers(graph, "nodes_treeids").Count(tree => tree < count));
        Trim("target_", Integers(graph, "target_treeids").Count(tree => tree < count));

        void Trim(string prefix, int length)
        {
            foreach (var attribute in Trees(graph).Attribute.Where(each => each.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                while (attribute.Ints.Count > length) attribute.Ints.RemoveAt(attribute.Ints.Count - 1);
                while (attribute.Floats.Count > length) attribute.Floats.RemoveAt(attribute.Floats.Count - 1);
                while (attribute.Strings.Count > length) attribute.Strings.RemoveAt(attribute.Strings.Count - 1);
            }
        }
    }

    /// <summary>The second node of each tree before its first, in every list of nodes.</summary>
    private static void MoveRoots(ModelProto graph)
    {
        var trees = Integers(graph, "nodes_treeids");
        int[] roots = [.. Enumerable.Range(0, trees.Count - 1).Where(node => (node == 0 || trees[node - 1] != trees[node]) && trees[node + 1] == trees[node])];
        foreach (var attribute in Trees(graph).Attribute.Where(each => each.Name.StartsWith("nodes_", StringComparison.Ordinal)))
        {
            foreach (var root in roots)
            {
                if (attribute.Ints.Count > 0) (attribute.Ints[root], attribute.Ints[root + 1]) = (attribute.Ints[root + 1], attribute.Ints[root]);
                if (attribute.Floats.Count > 0) (attribute.Floats[root], attribute.Floats[root + 1]) = (attribute.Floats[root + 1], attribute.Floats[root]);
                if (attribute.Strings.Count > 0) (attribute.Strings[root], attribute.Strings[root + 1]) = (attribute.Strings[root + 1], attribute.Strings[root]);
            }
        }
    }

    private static void TrustPostTransform(ModelProto graph)
    {
        Attribute(graph, "post_transform").S = ByteString.CopyFromUtf8("LOGISTIC");
        graph.Graph.Node.First(node => node.Output[0] == "values").Input[0] = Trees(graph).Output[0];
    }

    private static void UseSigmoid(ModelProto graph)
    {
        var last = graph.Graph.Node.First(node => node.OpType == "Reciprocal");
        last.OpType = "Sigmoid";
        last.Input[0] = Trees(graph).Output[0];
    }
}
